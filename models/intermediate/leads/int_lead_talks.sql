-- grain: one row per lead, kind of touch by mail, campaign, sales or consent, and business day
with periods as (
    select * from {{ ref('int_lead_periods') }}
),

email_events as (
    select * from {{ ref('stg_marketing__email_events') }}
    where loaded_day <= {{ as_of_date() }}
),

members as (
    select * from {{ ref('stg_marketing__campaign_members') }}
    where lead_id is not null
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where lead_id is not null
),

consent_events as (
    select * from {{ ref('stg_privacy__consent_events') }}
    where purpose = 'marketing'
),

addresses as (
    select distinct
        lead_key,
        email
    from periods
    where email is not null
),

happened as (
    select
        addresses.lead_key,
        'email_' || email_events.event_type as touch,
        email_events.loaded_day as touch_on
    from email_events
    inner join addresses on {{ lower_case('trim(email_events.email)') }} = addresses.email
    union all
    select
        'crm_csv:' || lead_id as lead_key,
        'campaign_' || status as touch,
        {{ local_date('occurred_at') }} as touch_on
    from members
    union all
    -- an activity names its lead, or the lead's deal
    select
        activities.source_system || ':' || coalesce(activities.lead_id, opportunities.lead_id)
            as lead_key,
        case
            when activities.outcome in ('no_reply', 'no_show') then 'no_answer'
            when activities.outcome = 'held' then 'meeting'
            when activities.direction = 'inbound' then 'inbound'
            when activities.outcome = 'replied' then 'answered'
        end as touch,
        activities.loaded_day as touch_on
    from activities
    left join opportunities
        on
            activities.source_system = opportunities.source_system
            and activities.opportunity_id = opportunities.opportunity_id
    union all
    select
        'crm_csv:' || lead_id as lead_key,
        case when is_granted then 'opt_in' else 'opt_out' end as touch,
        {{ local_date('occurred_at') }} as touch_on
    from consent_events
    where lead_id is not null
    union all
    select
        addresses.lead_key,
        case when consent_events.is_granted then 'opt_in' else 'opt_out' end as touch,
        {{ local_date('consent_events.occurred_at') }} as touch_on
    from consent_events
    inner join addresses on {{ lower_case('trim(consent_events.email)') }} = addresses.email
    where consent_events.lead_id is null
),

final as (
    select
        lead_key,
        touch,
        touch_on,
        touch_on as known_on,
        count(*) as touches
    from happened
    where lead_key is not null and touch is not null
    group by lead_key, touch, touch_on
)

select * from final
