-- grain: one row per visitor, business day and visit, or empty day
-- A visit is the part of a session within one day: days depend on no other day, and a night builds
-- those with changed events anew. An empty select would replace nothing, so a day that lost all its
-- visits gets a mark, a row without visit_id.
{{ by_day('visit_day') }}

with events as (
    select * from {{ ref('int_web_events') }}
),

event_days as (
    select * from {{ ref('stg_web__event_days') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

last_build as (
    {{ last_build() }}
),

days_to_read as (
    select
        event_days.loaded_day,
        event_days.event_day,
        rules.rules_version
    from event_days
    cross join rules
    cross join last_build
    qualify
        max(event_days.changed_at) over (partition by event_days.event_day) > last_build.changed_at
        or rules.rules_version <> last_build.rules_version
),

changed_days as (
    select distinct
        event_day,
        rules_version
    from days_to_read
),

ordered as (
    select
        events.*,
        lag(events.occurred_at) over (
            partition by events.visitor_id, events.event_day
            order by events.occurred_at, events.event_id
        ) as previous_at,
        count(*) over (partition by events.visitor_id, events.event_day) as events_that_day
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
),

starts as (
    select
        ordered.*,
        ordered.previous_at is null
        or {{ epoch_micros('ordered.occurred_at') }} - {{ epoch_micros('ordered.previous_at') }}
        > rules.session_gap_seconds * 1000000 as is_start
    from ordered
    cross join rules
    where ordered.events_that_day <= rules.max_events_per_day
),

numbered as (
    select
        *,
        sum(case when is_start then 1 else 0 end) over (
            partition by visitor_id, event_day
            order by occurred_at, event_id
        ) as visit_no
    from starts
),

visits as (
    select
        {{ salted_hash('visitor_id') }} as visitor_key,
        event_day,
        min(occurred_at) as first_event_at,
        max(occurred_at) as last_event_at,
        cast(count(*) as bigint) as events,
        cast(count(*) filter (where is_page_view) as bigint) as page_views,
        cast(count(*) filter (where is_conversion) as bigint) as conversions,
        max(case when is_start then page_url end) as page_url,
        max(case when is_start then referrer_url end) as referrer_url,
        max(case when is_start then utm_source end) as utm_source,
        max(case when is_start then utm_medium end) as utm_medium,
        max(case when is_start then utm_campaign end) as utm_campaign
    from numbered
    group by visitor_id, event_day, visit_no
),

final as (
    select
        md5(visits.visitor_key || cast({{ epoch_micros('visits.first_event_at') }} as string))
            as visit_id,
        visits.visitor_key,
        visits.first_event_at,
        visits.last_event_at,
        visits.events,
        visits.page_views,
        visits.conversions,
        {{ url_path('visits.page_url') }} as landing_path,
        nullif({{ url_host('visits.referrer_url') }}, {{ url_host('visits.page_url') }})
            as referrer_host,
        visits.utm_source,
        visits.utm_medium,
        visits.utm_campaign,
        changed_days.rules_version,
        (select max(event_days.changed_at) from event_days) as changed_at,
        changed_days.event_day as visit_day
    from changed_days
    left join visits on changed_days.event_day = visits.event_day
    {{ gather_by('visit_day') }}
)

select * from final
