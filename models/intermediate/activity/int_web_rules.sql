-- grain: one row per installation
with web_rules as (
    select * from {{ ref('web_rules') }}
),

web_bots as (
    select * from {{ ref('web_bots') }}
),

web_conversions as (
    select * from {{ ref('web_conversions') }}
),

thresholds as (
    select
        cast(max(threshold) filter (where rule = 'session_gap_seconds') as bigint)
            as session_gap_seconds,
        cast(max(threshold) filter (where rule = 'engaged_seconds') as bigint) as engaged_seconds,
        cast(max(threshold) filter (where rule = 'engaged_page_views') as bigint)
            as engaged_page_views,
        cast(max(threshold) filter (where rule = 'max_events_per_day') as bigint)
            as max_events_per_day,
        cast(max(threshold) filter (where rule = 'clock_tolerance_hours') as bigint)
            as clock_tolerance_hours,
        cast(max(threshold) filter (where rule = 'retention_months') as bigint) as retention_months
    from web_rules
),

bots as (
    select {{ list_text('user_agent_part') }} as parts
    from web_bots
),

conversions as (
    select {{ list_text('event_name') }} as event_names
    from web_conversions
),

-- Stored days that were built under another version of these rules, or with another salt, are
-- built anew.
final as (
    select
        thresholds.*,
        md5(concat_ws(
            '|',
            cast(thresholds.session_gap_seconds as string),
            cast(thresholds.max_events_per_day as string),
            cast(thresholds.clock_tolerance_hours as string),
            bots.parts,
            conversions.event_names,
            '{{ local_md5(var("salt")) }}'
        )) as rules_version
    from thresholds
    cross join bots
    cross join conversions
)

select * from final
