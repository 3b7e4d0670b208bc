-- grain: one row per account with a contact
with contacts as (
    select * from {{ ref('int_contacts') }}
    where account_id is not null
),

departures as (
    select
        source_system,
        contact_id,
        left_on
    from {{ ref('stg_crm__contacts') }}
    where left_on <= {{ as_of_date() }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

people as (
    select
        contacts.source_system,
        contacts.contact_id,
        contacts.account_id,
        contacts.has_left,
        contacts.buying_role = 'champion' as is_champion,
        contacts.seniority in ('c_level', 'vp') or contacts.buying_role = 'decision_maker'
            as is_executive,
        {{ days_between('departures.left_on', as_of_date()) }}
        < {{ score_rule('departure_days', 'signal_rules') }} as has_left_lately
    from contacts
    left join departures
        on
            contacts.source_system = departures.source_system
            and contacts.contact_id = departures.contact_id
),

-- a contact counts when both sides took part
spoken as (
    select
        source_system,
        contact_id,
        max({{ local_date('occurred_at') }}) as spoken_on
    from activities
    where
        contact_id is not null
        and (outcome in ('held', 'replied', 'escalated') or direction = 'inbound')
        and coalesce(outcome not in ('no_show', 'no_reply'), true)
    group by source_system, contact_id
),

final as (
    select
        people.account_id,
        count(*) filter (where people.is_champion and people.has_left_lately) as champions_left,
        count(*) filter (where people.is_champion and not people.has_left) as champions_there,
        min({{ days_between('spoken.spoken_on', as_of_date()) }}) as days_since_contact,
        min({{ days_between('spoken.spoken_on', as_of_date()) }}) filter (
            where people.is_executive and not people.has_left
        ) as days_since_executive_contact
    from people
    left join spoken
        on
            people.source_system = spoken.source_system
            and people.contact_id = spoken.contact_id
    group by people.account_id
)

select * from final
