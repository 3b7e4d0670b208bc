-- grain: one row per event of the tracking plan
with tracking_plan as (
    select * from {{ ref('tracking_plan') }}
),

web_events as (
    select * from {{ ref('stg_web__events') }}
    where loaded_day <= {{ as_of_date() }}
),

community_events as (
    select * from {{ ref('stg_community__events') }}
    where loaded_day <= {{ as_of_date() }}
),

quality_rules as (
    select * from {{ ref('quality_rules') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

seen as (
    select
        'web_events' as feed,
        event_name,
        coalesce(event_label, '-') as event_label,
        loaded_day,
        count(*) as events
    from web_events
    where
        {{ days_between('loaded_day', as_of_date()) }}
        < {{ score_rule('lookback_days', 'quality_rules') }}
    group by event_name, coalesce(event_label, '-'), loaded_day
    union all
    select
        'community_events' as feed,
        event_type as event_name,
        '-' as event_label,
        loaded_day,
        count(*) as events
    from community_events
    where
        {{ days_between('loaded_day', as_of_date()) }}
        < {{ score_rule('lookback_days', 'quality_rules') }}
    group by event_type, loaded_day
),

-- a plan without a label means the event with any
planned_for as (
    select * from seen
    union all
    select
        feed,
        event_name,
        '-' as event_label,
        loaded_day,
        events
    from seen
    where event_label <> '-'
),

counted as (
    select
        tracking_plan.feed,
        tracking_plan.event_name,
        tracking_plan.event_label,
        max(planned_for.loaded_day) as last_seen_on,
        coalesce(sum(planned_for.events) filter (
            where {{ days_between('planned_for.loaded_day', as_of_date()) }}
            < {{ score_rule('seen_days', 'quality_rules') }}
        ), 0) as events
    from tracking_plan
    left join planned_for
        on
            tracking_plan.feed = planned_for.feed
            and tracking_plan.event_name = planned_for.event_name
            and tracking_plan.event_label = planned_for.event_label
    group by tracking_plan.feed, tracking_plan.event_name, tracking_plan.event_label
),

final as (
    select
        tracking_plan.feed,
        tracking_plan.event_name,
        tracking_plan.event_label,
        tracking_plan.label,
        tracking_plan.label_zh,
        tracking_plan.is_required,
        tracking_plan.owner,
        counted.last_seen_on,
        cast({{ days_between('counted.last_seen_on', as_of_date()) }} as bigint) as days_silent,
        cast(case when feed_coverage.is_provided then counted.events end as bigint) as events_7d,
        case
            when not feed_coverage.is_provided then 'unknown'
            when counted.events > 0 then 'seen'
            when tracking_plan.is_required then 'missing'
            else 'quiet'
        end as state
    from tracking_plan
    inner join counted
        on
            tracking_plan.feed = counted.feed
            and tracking_plan.event_name = counted.event_name
            and tracking_plan.event_label = counted.event_label
    inner join feed_coverage on tracking_plan.feed = feed_coverage.feed
)

select * from final
