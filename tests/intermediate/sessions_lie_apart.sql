-- Sessions of one visitor that lie within a session gap of each other: they are one.
-- Fails on: a visit that ends 23:50, another of the same visitor from 00:10, and no join over
-- midnight.
with sessions as (
    select * from {{ ref('int_web_sessions') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

followed as (
    select
        session_id,
        {{ epoch_micros('started_at') }} as first_micros,
        lag({{ epoch_micros('ended_at') }}) over (
            partition by visitor_key order by started_at, session_id
        ) as previous_micros
    from sessions
)

select followed.session_id
from followed
cross join rules
where followed.first_micros - followed.previous_micros <= rules.session_gap_seconds * 1000000
