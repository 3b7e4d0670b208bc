-- grain: one row per web event that no bot made
{{ config(materialized='view') }}

with events as (
    select * from {{ ref('stg_web__events') }}
),

bots as (
    select * from {{ ref('int_web_bots') }}
),

conversions as (
    select * from {{ ref('web_conversions') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

human_events as (
    select
        events.*,
        conversions.event_name is not null as is_conversion,
        coalesce(
            {{ epoch_micros('events.occurred_at') }} - {{ epoch_micros('events.received_at') }}
            > rules.clock_tolerance_hours * 3600000000,
            false
        ) as has_wrong_clock
    from events
    cross join rules
    left join conversions on events.event_name = conversions.event_name
    left join bots on events.user_agent = bots.user_agent
    where bots.user_agent is null
),

final as (
    select
        source_system,
        event_id,
        visitor_id,
        user_id,
        email,
        event_name,
        event_name = 'page_view' as is_page_view,
        is_conversion,
        case when has_wrong_clock then received_at else occurred_at end as occurred_at,
        page_url,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        loaded_day,
        case when has_wrong_clock then {{ local_date('received_at') }} else loaded_day end
            as event_day
    from human_events
)

select * from final
