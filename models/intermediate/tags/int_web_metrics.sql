-- grain: one row per account that may be tagged
with attributes as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

web_days as (
    select * from {{ ref('int_account_web_days') }}
),

page_views as (
    select * from {{ ref('int_web_page_views') }}
),

visitor_accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

feed_coverage as (
    select bool_or(is_provided) as has_web_events
    from {{ ref('int_feed_coverage') }}
    where feed = 'web_events'
),

aged as (
    select
        *,
        {{ days_between('visited_on', as_of_date()) }} as days_ago
    from web_days
),

visited as (
    select
        account_id,
        min(days_ago) as days_since_visit,
        sum(sessions) filter (where days_ago < 30) as sessions_30d,
        sum(sessions) filter (where days_ago < 90) as sessions_90d,
        sum(engaged_sessions) filter (where days_ago < 90) as engaged_sessions_90d,
        sum(converting_sessions) filter (where days_ago < 90) as converting_sessions_90d,
        count(distinct visitor_key) filter (where days_ago < 90) as visitors_90d
    from aged
    group by account_id
),

viewed as (
    select
        visitor_accounts.account_id,
        sum(page_views.view_count) filter (where page_views.topic = 'pricing') as pricing_views,
        sum(page_views.view_count) filter (where page_views.topic = 'comparison')
            as comparison_views,
        sum(page_views.view_count) filter (where page_views.topic = 'case_study')
            as case_study_views,
        sum(page_views.view_count) filter (where page_views.topic = 'documentation')
            as documentation_views
    from page_views
    inner join visitor_accounts on page_views.visitor_key = visitor_accounts.visitor_key
    group by visitor_accounts.account_id
),

-- who was never seen has 0 of everything, but no last visit
final as (
    select
        attributes.account_id,
        visited.days_since_visit,
        case when feed_coverage.has_web_events then coalesce(visited.sessions_30d, 0) end
            as sessions_30d,
        case when feed_coverage.has_web_events then coalesce(visited.sessions_90d, 0) end
            as sessions_90d,
        case when feed_coverage.has_web_events then coalesce(visited.visitors_90d, 0) end
            as visitors_90d,
        case when feed_coverage.has_web_events then coalesce(visited.converting_sessions_90d, 0) end
            as converting_sessions_90d,
        cast(visited.engaged_sessions_90d as double) / nullif(visited.sessions_90d, 0)
            as engaged_session_rate_90d,
        case when feed_coverage.has_web_events then coalesce(viewed.pricing_views, 0) end
            as pricing_views_30d,
        case when feed_coverage.has_web_events then coalesce(viewed.comparison_views, 0) end
            as comparison_views_30d,
        case when feed_coverage.has_web_events then coalesce(viewed.case_study_views, 0) end
            as case_study_views_30d,
        case when feed_coverage.has_web_events then coalesce(viewed.documentation_views, 0) end
            as documentation_views_30d
    from attributes
    cross join feed_coverage
    left join visited on attributes.account_id = visited.account_id
    left join viewed on attributes.account_id = viewed.account_id
)

select * from final
