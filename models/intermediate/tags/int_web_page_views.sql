-- grain: one row per web visitor and topic that it saw in the last 30 days
with events as (
    select * from {{ ref('int_web_events') }}
    where
        is_page_view
        and page_url is not null
        and loaded_day > {{ as_of_date() }} - 30
        and event_day > {{ as_of_date() }} - 30
        and event_day <= {{ as_of_date() }}
),

visits as (
    select * from {{ ref('int_web_visits') }}
    where visit_id is not null and visit_day > {{ as_of_date() }} - 30
),

content_topics as (
    select * from {{ ref('content_topics') }}
),

counted as (
    select
        visitor_id,
        page_url,
        event_day,
        count(*) as view_count
    from events
    group by visitor_id, page_url, event_day
),

urls as (
    select distinct page_url from counted
),

topics_of_urls as (
    {{ topics_of_paths('urls', 'page_url', ['topic'], url_path('urls.page_url')) }}
),

viewed as (
    select
        {{ salted_hash('counted.visitor_id') }} as visitor_key,
        topics_of_urls.topic,
        counted.event_day,
        sum(counted.view_count) as view_count
    from counted
    inner join topics_of_urls on counted.page_url = topics_of_urls.page_url
    group by counted.visitor_id, topics_of_urls.topic, counted.event_day
),

-- a visitor that is a bot on a day has no visit on that day
visit_days as (
    select distinct
        visitor_key,
        visit_day
    from visits
),

final as (
    select
        viewed.visitor_key,
        viewed.topic,
        cast(sum(viewed.view_count) as bigint) as view_count
    from viewed
    inner join visit_days
        on
            viewed.visitor_key = visit_days.visitor_key
            and viewed.event_day = visit_days.visit_day
    group by viewed.visitor_key, viewed.topic
)

select * from final
