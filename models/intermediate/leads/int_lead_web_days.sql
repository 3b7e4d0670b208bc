-- grain: one row per lead, touch on the web, business day, and day since when it is known
with visitors as (
    select
        source_system || ':' || lead_id as lead_key,
        visitor_key,
        known_on
    from {{ ref('int_lead_visitors') }}
),

visits as (
    select * from {{ ref('int_web_visits') }}
    where visit_id is not null and visit_day <= {{ as_of_date() }}
),

intents as (
    select * from {{ ref('int_web_intents') }}
    where visitor_key is not null and intent_day <= {{ as_of_date() }}
),

visit_days as (
    select
        visitor_key,
        visit_day,
        sum(page_views) as page_views,
        count(*) as visits,
        sum(conversions) as conversions
    from visits
    group by visitor_key, visit_day
),

touches as (
    select
        visitor_key,
        'page_view' as touch,
        visit_day as touch_on,
        page_views as touches
    from visit_days
    union all
    select
        visitor_key,
        'visit' as touch,
        visit_day as touch_on,
        visits as touches
    from visit_days
    union all
    select
        visitor_key,
        'web_form' as touch,
        visit_day as touch_on,
        conversions as touches
    from visit_days
    where conversions > 0
    union all
    select
        visitor_key,
        'intent_' || intent as touch,
        intent_day as touch_on,
        events as touches
    from intents
),

final as (
    select
        visitors.lead_key,
        touches.touch,
        touches.touch_on,
        greatest(visitors.known_on, touches.touch_on) as known_on,
        cast(sum(touches.touches) as bigint) as touches
    from touches
    inner join visitors on touches.visitor_key = visitors.visitor_key
    group by
        visitors.lead_key,
        touches.touch,
        touches.touch_on,
        greatest(visitors.known_on, touches.touch_on)
)

select * from final
