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

{{ days_to_build() }},

-- what there was that day before the event, and in all
counted as (
    select
        events.*,
        lag(events.occurred_at) over in_order as previous_at,
        row_number() over in_order - 1 as events_before,
        coalesce(sum(case when events.is_page_view then 1 else 0 end) over earlier, 0)
            as page_views_before,
        coalesce(sum(case when events.is_conversion then 1 else 0 end) over earlier, 0)
            as conversions_before,
        max(events.occurred_at) over whole_day as last_event_at,
        count(*) over whole_day as events,
        sum(case when events.is_page_view then 1 else 0 end) over whole_day as page_views,
        sum(case when events.is_conversion then 1 else 0 end) over whole_day as conversions
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
    window
        whole_day as (partition by events.visitor_id, events.event_day),
        in_order as (
            partition by events.visitor_id, events.event_day
            order by events.occurred_at, events.event_id
        ),
        earlier as (
            partition by events.visitor_id, events.event_day
            order by events.occurred_at, events.event_id
            rows between unbounded preceding and 1 preceding
        )
),

starts as (
    select counted.*
    from counted
    cross join rules
    where
        counted.events <= rules.max_events_per_day
        and (
            counted.previous_at is null
            or {{ epoch_micros('counted.occurred_at') }} - {{ epoch_micros('counted.previous_at') }}
            > rules.session_gap_seconds * 1000000
        )
),

-- a visit is what lies between its start and the next one, or the end of the day
visits as (
    select
        {{ salted_hash('visitor_id') }} as visitor_key,
        event_day,
        occurred_at as first_event_at,
        coalesce(lead(previous_at) over in_order, last_event_at) as last_event_at,
        coalesce(lead(events_before) over in_order, events) - events_before as events,
        coalesce(lead(page_views_before) over in_order, page_views) - page_views_before
            as page_views,
        coalesce(lead(conversions_before) over in_order, conversions) - conversions_before
            as conversions,
        page_url,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign
    from starts
    window in_order as (partition by visitor_id, event_day order by events_before)
),

final as (
    select
        md5(visits.visitor_key || cast({{ epoch_micros('visits.first_event_at') }} as string))
            as visit_id,
        visits.visitor_key,
        visits.first_event_at,
        visits.last_event_at,
        cast(visits.events as bigint) as events,
        cast(visits.page_views as bigint) as page_views,
        cast(visits.conversions as bigint) as conversions,
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
