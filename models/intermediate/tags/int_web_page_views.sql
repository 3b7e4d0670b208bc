-- grain: one row per web visitor and kind of page that it saw in the last 30 days
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

page_kinds as (
    select * from {{ ref('page_kinds') }}
),

counted as (
    select
        visitor_id,
        page_url,
        event_day,
        count(*) as views
    from events
    group by visitor_id, page_url, event_day
),

urls as (
    select distinct page_url from counted
),

-- the first part of a path that fits says what kind of page it is
kinds_of_urls as (
    select
        urls.page_url,
        min_by(page_kinds.page_kind, page_kinds.position) as page_kind
    from urls
    inner join page_kinds
        on instr(lower({{ url_path('urls.page_url') }}), page_kinds.path_part) > 0
    group by urls.page_url
),

viewed as (
    select
        {{ salted_hash('counted.visitor_id') }} as visitor_key,
        kinds_of_urls.page_kind,
        counted.event_day,
        sum(counted.views) as views
    from counted
    inner join kinds_of_urls on counted.page_url = kinds_of_urls.page_url
    group by counted.visitor_id, kinds_of_urls.page_kind, counted.event_day
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
        viewed.page_kind,
        cast(sum(viewed.views) as bigint) as views
    from viewed
    inner join visit_days
        on
            viewed.visitor_key = visit_days.visitor_key
            and viewed.event_day = visit_days.visit_day
    group by viewed.visitor_key, viewed.page_kind
)

select * from final
