-- grain: one row per visitor, business day and visit, or empty day
-- A visit is the part of a session within one day: days depend on no other day. An empty select
-- would replace nothing, so a day that lost all its visits gets a mark, a row without visit_id.
{{ by_day('visit_day') }}

with events as (
    select * from {{ ref('int_web_events') }}
),

landings as (
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

read_events as (
    select events.*
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
),

-- what there was that day before the event, and in all
counted as (
    select
        source_system,
        event_id,
        visitor_id,
        event_day,
        loaded_day,
        occurred_at,
        lag(occurred_at) over in_order as previous_at,
        row_number() over in_order - 1 as events_before,
        count(case when is_page_view then 1 end) over earlier as viewed_before,
        count(case when is_conversion then 1 end) over earlier as converted_before,
        max(occurred_at) over whole_day as last_event_at,
        count(*) over whole_day as events,
        count(case when is_page_view then 1 end) over whole_day as page_views,
        count(case when is_conversion then 1 end) over whole_day as conversions
    from read_events
    window
        whole_day as (partition by visitor_id, event_day),
        in_order as (partition by visitor_id, event_day order by occurred_at, event_id),
        earlier as (
            partition by visitor_id, event_day order by occurred_at, event_id
            rows between unbounded preceding and 1 preceding
        )
),

starts as (
    select counted.*
    from counted
    inner join rules on counted.events <= rules.max_events_per_day
    where
        counted.previous_at is null
        or {{ epoch_micros('counted.occurred_at') }} - {{ epoch_micros('counted.previous_at') }}
        > rules.session_gap_seconds * 1000000
),

-- a visit is what lies between its start and the next one, or the end of the day
visits as (
    select
        source_system,
        event_id,
        loaded_day,
        event_day,
        {{ salted_hash('visitor_id') }} as visitor_key,
        occurred_at as first_event_at,
        coalesce(lead(previous_at) over in_order, last_event_at) as last_event_at,
        coalesce(lead(events_before) over in_order, events) - events_before as events,
        coalesce(lead(viewed_before) over in_order, page_views) - viewed_before as page_views,
        coalesce(lead(converted_before) over in_order, conversions) - converted_before
            as conversions
    from starts
    window in_order as (partition by visitor_id, event_day order by events_before)
),

-- the long texts are fetched for the few events that start a visit: sorting them all costs more
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
        {{ url_path('landings.page_url') }} as landing_path,
        nullif({{ url_host('landings.referrer_url') }}, {{ url_host('landings.page_url') }})
            as referrer_host,
        landings.utm_source,
        landings.utm_medium,
        landings.utm_campaign,
        changed_days.rules_version,
        changed_days.changed_at,
        changed_days.event_day as visit_day
    from changed_days
    left join visits on changed_days.event_day = visits.event_day
    left join landings
        on
            visits.loaded_day = landings.loaded_day
            and visits.source_system = landings.source_system
            and visits.event_id = landings.event_id
    {{ gather_by('visit_day') }}
)

select * from final
