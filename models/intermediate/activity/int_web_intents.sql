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

days_to_read as (
    select
        event_days.loaded_day,
        event_days.event_day,
        rules.rules_version
    from event_days
    cross join rules
    cross join last_build
    qualify
        max(event_days.changed_at) over (partition by event_days.event_day) > last_build.changed_at
        or rules.rules_version <> last_build.rules_version
),

changed_days as (
    select distinct
        event_day,
        rules_version
    from days_to_read
),

-- few pages mean anything, so paths are compared before events are counted
read_events as (
    select
        events.visitor_id,
        events.event_id,
        events.event_day,
        events.event_name,
        coalesce(lower({{ url_path('events.page_url') }}), '') as page_path
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
    where events.event_name in (select web_intents.event_name from web_intents)
),

paths as (
    select distinct
        event_name,
        page_path
    from read_events
),

path_intents as (
    select
        paths.event_name,
        paths.page_path,
        min_by(web_intents.intent, web_intents.position) as intent
    from paths
    inner join web_intents
        on
            paths.event_name = web_intents.event_name
            and paths.page_path like web_intents.path
    group by paths.event_name, paths.page_path
),

counted as (
    select
        read_events.visitor_id,
        path_intents.intent,
        read_events.event_day,
        cast(count(*) as bigint) as events
    from read_events
    inner join path_intents
        on
            read_events.event_name = path_intents.event_name
            and read_events.page_path = path_intents.page_path
    group by read_events.visitor_id, path_intents.intent, read_events.event_day
),

final as (
    select
        {{ salted_hash('counted.visitor_id') }} as visitor_key,
        counted.intent,
        counted.events,
        changed_days.rules_version,
        (select max(event_days.changed_at) from event_days) as changed_at,
        changed_days.event_day as intent_day
    from changed_days
    left join counted on changed_days.event_day = counted.event_day
    {{ gather_by('intent_day') }}
)

select * from final
