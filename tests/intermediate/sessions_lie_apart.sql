-- Sessions of one visitor that lie within a session gap of each other: they are one.
-- Fails on: a visit that ends 23:50, another of the same visitor from 00:10, and no join over
-- midnight.
with session_days as (
    select * from {{ ref('int_web_session_days') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

sessions as (
    select
        visitor_key,
        session_id,
        min({{ epoch_micros('first_event_at') }}) as first_micros,
        max({{ epoch_micros('last_event_at') }}) as last_micros
    from session_days
    group by visitor_key, session_id
),

followed as (
    select
        *,
        lag(last_micros) over (
            partition by visitor_key order by first_micros, session_id
        ) as previous_micros
    from sessions
)

select followed.session_id
from followed
cross join rules
where followed.first_micros - followed.previous_micros <= rules.session_gap_seconds * 1000000
