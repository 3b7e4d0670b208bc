-- grain: one row per account and web session, with the content that it began with
with sessions as (
    select * from {{ ref('int_web_sessions') }}
    where account_id is not null and started_on <= {{ as_of_date() }}
),

content_topics as (
    select * from {{ ref('content_topics') }}
),

paths as (
    select distinct landing_path
    from sessions
    where landing_path is not null
),

topics_of_paths as (
    {{ topics_of_paths('paths', 'landing_path', ['topic', 'need', 'awareness']) }}
),

final as (
    select
        sessions.account_id,
        sessions.session_id,
        sessions.started_on,
        topics_of_paths.topic,
        topics_of_paths.need,
        topics_of_paths.awareness,
        row_number() over (
            partition by sessions.account_id order by sessions.started_at, sessions.session_id
        ) = 1 as is_first
    from sessions
    left join topics_of_paths on sessions.landing_path = topics_of_paths.landing_path
)

select * from final
