-- grain: one row per account, web visitor and business day with a session
with sessions as (
    select * from {{ ref('int_web_sessions') }}
    where account_id is not null
),

numbered as (
    select
        *,
        row_number() over (
            partition by visitor_key, started_on order by started_at, session_id
        ) as session_no
    from sessions
),

final as (
    select
        account_id,
        visitor_key,
        started_on as visited_on,
        min(started_at) as first_started_at,
        max(channel) filter (where session_no = 1) as first_channel,
        cast(count(*) as bigint) as sessions,
        cast(count(*) filter (where is_engaged) as bigint) as engaged_sessions,
        cast(count(*) filter (where has_conversion) as bigint) as converting_sessions
    from numbered
    group by account_id, visitor_key, started_on
)

select * from final
