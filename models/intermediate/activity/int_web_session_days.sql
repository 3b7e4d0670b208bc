-- grain: one row per web session and business day that it touches
-- Not filtered by as_of_date: what a session is on a day depends on no later day.
{{ config(materialized='view') }}

with visits as (
    select * from {{ ref('int_web_visits') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

real_visits as (
    select
        visits.*,
        rules.session_gap_seconds * 1000000 as gap_micros,
        {{ epoch_micros('visits.first_event_at') }} as first_micros,
        {{ epoch_micros('visits.last_event_at') }} as last_micros
    from visits
    cross join rules
    where visits.visit_id is not null
),

-- Only a visit that comes within a session gap of midnight can be a part of a longer session.
near_midnight as (
    select
        *,
        lag(last_micros) over (partition by visitor_key order by first_micros) as previous_micros
    from real_visits
    where
        {{ local_date(from_epoch_micros('first_micros - gap_micros')) }} < visit_day
        or {{ local_date(from_epoch_micros('last_micros + gap_micros')) }} > visit_day
),

chained as (
    select
        visit_id,
        visitor_key,
        first_event_at,
        max(
            case
                when previous_micros is null or first_micros - previous_micros > gap_micros
                    then first_event_at
            end
        ) over (partition by visitor_key order by first_micros) as started_at
    from near_midnight
),

joined_visits as (
    select
        visit_id,
        started_at,
        first_value(visit_id) over (
            partition by visitor_key, started_at order by first_event_at
        ) as session_id
    from chained
),

final as (
    select
        coalesce(joined_visits.session_id, real_visits.visit_id) as session_id,
        real_visits.visitor_key,
        coalesce(joined_visits.started_at, real_visits.first_event_at) as started_at,
        coalesce(joined_visits.session_id = real_visits.visit_id, true) as is_first_day,
        real_visits.first_event_at,
        real_visits.last_event_at,
        real_visits.events,
        real_visits.page_views,
        real_visits.conversions,
        real_visits.landing_path,
        real_visits.referrer_host,
        real_visits.utm_source,
        real_visits.utm_medium,
        real_visits.utm_campaign,
        real_visits.visit_day as session_day
    from real_visits
    left join joined_visits on real_visits.visit_id = joined_visits.visit_id
)

select * from final
