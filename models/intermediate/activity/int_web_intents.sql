-- grain: one row per web visitor, intent and business day; or empty day
-- Built day by day as int_web_visits is, marks included.
{{ by_day('intent_day') }}

with events as (
    select * from {{ ref('int_web_events') }}
),

event_days as (
    select * from {{ ref('stg_web__event_days') }}
),

web_intents as (
    select * from {{ ref('web_intents') }}
),

web_rules as (
    select * from {{ ref('int_web_rules') }}
),

intent_rows as (
    select concat_ws('|', cast(position as string), event_name, path, intent) as intent_row
    from web_intents
),

rules as (
    select md5({{ list_text('intent_row') }} || max(web_rules.rules_version)) as rules_version
    from intent_rows
    cross join web_rules
),

last_build as (
    {{ last_build() }}
),

{{ days_to_build() }},

read_events as (
    select
        events.visitor_id,
        events.event_day,
        events.event_name,
        coalesce(events.page_url, '') as page_url
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
    where events.event_name in (select web_intents.event_name from web_intents)
),

counted as (
    select
        visitor_id,
        event_day,
        event_name,
        page_url,
        cast(count(*) as bigint) as events
    from read_events
    group by visitor_id, event_day, event_name, page_url
),

-- few pages mean anything, and a page is looked at once, however often it was seen
pages as (
    select distinct
        event_name,
        page_url
    from counted
),

page_paths as (
    select
        event_name,
        page_url,
        case when page_url = '' then '' else {{ lower_case(url_path('page_url')) }} end as page_path
    from pages
),

page_intents as (
    select
        page_paths.event_name,
        page_paths.page_url,
        min_by(web_intents.intent, web_intents.position) as intent
    from page_paths
    inner join web_intents
        on
            page_paths.event_name = web_intents.event_name
            and page_paths.page_path like web_intents.path
    group by page_paths.event_name, page_paths.page_url
),

intents as (
    select
        counted.visitor_id,
        page_intents.intent,
        counted.event_day,
        cast(sum(counted.events) as bigint) as events
    from counted
    inner join page_intents
        on counted.event_name = page_intents.event_name and counted.page_url = page_intents.page_url
    group by counted.visitor_id, page_intents.intent, counted.event_day
),

final as (
    select
        {{ salted_hash('intents.visitor_id') }} as visitor_key,
        intents.intent,
        intents.events,
        changed_days.rules_version,
        changed_days.changed_at,
        changed_days.event_day as intent_day
    from changed_days
    left join intents on changed_days.event_day = intents.event_day
    {{ gather_by('intent_day') }}
)

select * from final
