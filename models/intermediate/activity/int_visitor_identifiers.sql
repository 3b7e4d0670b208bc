-- grain: one row per visitor, identifier that the visitor gave, and business day; or empty day
-- Built day by day as int_web_visits is, marks included. Mail addresses are kept as hashes.
{{ by_day('identified_day') }}

with events as (
    select * from {{ ref('int_web_events') }}
),

event_days as (
    select * from {{ ref('stg_web__event_days') }}
),

rules as (
    select * from {{ ref('int_web_rules') }}
),

last_build as (
    {{ last_build() }}
),

{{ days_to_build() }},

-- Some sites send the mail address as the id of the user.
identified as (
    select
        events.visitor_id,
        events.event_day,
        case when events.user_id not like '%@%' then events.user_id end as user_id,
        case
            when events.email like '%_@_%' then {{ lower_case('trim(events.email)') }}
            when events.user_id like '%_@_%' then {{ lower_case('trim(events.user_id)') }}
        end as email,
        events.occurred_at
    from events
    inner join days_to_read
        on events.loaded_day = days_to_read.loaded_day and events.event_day = days_to_read.event_day
    where events.user_id is not null or events.email is not null
),

counted as (
    select
        visitor_id,
        user_id,
        email,
        event_day,
        cast(count(*) as bigint) as events,
        max(occurred_at) as last_identified_at
    from identified
    where user_id is not null or email is not null
    group by visitor_id, user_id, email, event_day
),

final as (
    select
        {{ salted_hash('counted.visitor_id') }} as visitor_key,
        counted.user_id,
        {{ email_key('counted.email') }} as email_key,
        {{ mail_domain('counted.email') }} as email_domain,
        counted.events,
        counted.last_identified_at,
        changed_days.rules_version,
        changed_days.changed_at,
        changed_days.event_day as identified_day
    from changed_days
    left join counted on changed_days.event_day = counted.event_day
    {{ gather_by('identified_day') }}
)

select * from final
