-- grain: one row per business day of web events and day on which some of them may count
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('web', 'events') }}
),

-- All versions, replaced ones too: a day that lost an event to another day has changed as well.
arrivals as (
    select
        loaded_day,
        {{ local_date('received_at') }} as received_day,
        max(changed_at) as changed_at
    from versions
    group by loaded_day, received_day
),

-- Where a clock was wrong the arrival counts, so an event can count on an earlier day.
countable as (
    select
        loaded_day,
        loaded_day as event_day,
        changed_at
    from arrivals
    union all
    select
        loaded_day,
        received_day as event_day,
        changed_at
    from arrivals
    where received_day < loaded_day
),

final as (
    select
        loaded_day,
        event_day,
        max(changed_at) as changed_at
    from countable
    group by loaded_day, event_day
)

select * from final
