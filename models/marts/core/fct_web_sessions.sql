-- grain: one row per web session of the last months
{{ long_view() }}

with sessions as (
    select * from {{ ref('int_web_sessions') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

final as (
    select
        sessions.session_id,
        sessions.visitor_key,
        sessions.account_id,
        sessions.started_at,
        sessions.ended_at,
        sessions.events,
        sessions.page_views,
        sessions.channel,
        sessions.landing_path,
        sessions.is_engaged,
        sessions.has_conversion,
        sessions.utm_campaign
    from sessions
    cross join rules
    where
        sessions.started_on
        > cast({{ as_of_date() }} - interval 1 month * rules.retention_months as date)
)

select * from final
