-- grain: one row per web session, as of the date
with session_days as (
    select * from {{ ref('int_web_session_days') }}
),

visitor_accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

web_channels as (
    select * from {{ ref('web_channels') }}
),

sessions as (
    select
        session_id,
        min(visitor_key) as visitor_key,
        min(started_at) as started_at,
        max(last_event_at) as ended_at,
        cast(sum(events) as bigint) as events,
        cast(sum(page_views) as bigint) as page_views,
        cast(sum(conversions) as bigint) as conversions,
        min(case when is_first_day then landing_path end) as landing_path,
        coalesce(
            {{ lower_case('min(case when is_first_day then utm_medium end)') }}, ''
        ) as utm_medium,
        coalesce(
            {{ lower_case('min(case when is_first_day then utm_source end)') }}, ''
        ) as utm_source,
        coalesce(min(case when is_first_day then referrer_host end), '') as referrer_host,
        min(case when is_first_day then utm_campaign end) as utm_campaign
    from session_days
    where session_day <= {{ as_of_date() }}
    group by session_id
),

origins as (
    select distinct
        utm_medium,
        utm_source,
        referrer_host
    from sessions
),

-- The first rule that fits wins.
channelled_origins as (
    select
        origins.utm_medium,
        origins.utm_source,
        origins.referrer_host,
        min_by(web_channels.channel, web_channels.position) as channel
    from origins
    inner join web_channels
        on
            origins.utm_medium like replace(web_channels.utm_medium, '(none)', '')
            and origins.utm_source like replace(web_channels.utm_source, '(none)', '')
            and origins.referrer_host like replace(web_channels.referrer_host, '(none)', '')
    group by origins.utm_medium, origins.utm_source, origins.referrer_host
),

final as (
    select
        sessions.session_id,
        sessions.visitor_key,
        visitor_accounts.account_id,
        sessions.started_at,
        sessions.ended_at,
        {{ local_date('sessions.started_at') }} as started_on,
        sessions.events,
        sessions.page_views,
        sessions.conversions,
        -- direct means: a page, and nobody who led there
        case
            when channelled_origins.channel = 'direct' and sessions.landing_path is null
                then 'unknown'
            else coalesce(channelled_origins.channel, 'unknown')
        end as channel,
        sessions.utm_campaign,
        sessions.landing_path,
        {{ epoch_micros('sessions.ended_at') }} - {{ epoch_micros('sessions.started_at') }}
        > rules.engaged_seconds * 1000000
        or sessions.conversions > 0
        or sessions.page_views >= rules.engaged_page_views as is_engaged,
        sessions.conversions > 0 as has_conversion
    from sessions
    cross join rules
    left join visitor_accounts on sessions.visitor_key = visitor_accounts.visitor_key
    left join channelled_origins
        on
            sessions.utm_medium = channelled_origins.utm_medium
            and sessions.utm_source = channelled_origins.utm_source
            and sessions.referrer_host = channelled_origins.referrer_host
)

select * from final
