-- grain: one row per landing page and the landing page of the visitor's next session
with sessions as (
    select * from {{ ref('fct_web_sessions') }}
),

content_topics as (
    select * from {{ ref('content_topics') }}
),

rules as (
    select max(value) filter (where rule = 'content_pages') as content_pages
    from {{ ref('channel_rules') }}
),

pages as (
    select
        landing_path,
        row_number() over (order by count(*) desc, landing_path asc) as page_rank
    from sessions
    where landing_path is not null
    group by landing_path
),

visited as (
    select
        sessions.visitor_key,
        sessions.session_id,
        sessions.started_at,
        sessions.has_conversion,
        case
            when sessions.landing_path is null then 'unknown'
            when pages.page_rank > rules.content_pages then 'other'
            else sessions.landing_path
        end as content_path
    from sessions
    cross join rules
    left join pages on sessions.landing_path = pages.landing_path
),

followed as (
    select
        content_path,
        lead(content_path) over (
            partition by visitor_key order by started_at, session_id
        ) as next_content_path,
        max(case when has_conversion then 1 else 0 end) over (
            partition by visitor_key order by started_at, session_id
            rows between 1 following and unbounded following
        ) as converts_later
    from visited
),

counted as (
    select
        content_path,
        coalesce(next_content_path, 'nothing yet') as next_content_path,
        cast(count(*) as bigint) as visits,
        cast(sum(coalesce(converts_later, 0)) as bigint) as conversions
    from followed
    group by content_path, coalesce(next_content_path, 'nothing yet')
),

needs_of_paths as (
    {{ topics_of_paths('pages', 'landing_path', ['need']) }}
),

final as (
    select
        counted.content_path,
        counted.next_content_path,
        coalesce(needs_of_paths.need, 'unknown') as need,
        coalesce(next_needs.need, 'unknown') as next_need,
        counted.visits,
        {{ rate_of(
            'counted.visits', 'sum(counted.visits) over (partition by counted.content_path)'
        ) }} as visit_share,
        counted.conversions,
        {{ rate_of('counted.conversions', 'counted.visits') }} as conversion_rate
    from counted
    left join needs_of_paths on counted.content_path = needs_of_paths.landing_path
    left join needs_of_paths as next_needs
        on counted.next_content_path = next_needs.landing_path
)

select * from final
