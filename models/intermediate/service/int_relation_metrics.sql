-- grain: one row per account with a contact
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- who leaves later than the night is still there
people as (
    select
        contacts.source_system,
        contacts.contact_id,
        identity.account_id,
        coalesce(contacts.buying_role = 'champion', false) as is_champion,
        coalesce(contacts.seniority in ('c_level', 'vp'), false)
        or coalesce(contacts.buying_role = 'decision_maker', false) as is_executive,
        coalesce(contacts.left_on <= {{ as_of_date() }}, false) as has_left,
        {{ days_between('contacts.left_on', as_of_date()) }} as days_since_leaving
    from contacts
    inner join identity on contacts.source_account_key = identity.source_account_key
    where not coalesce(contacts.is_deleted, false)
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
        count_if(
            people.is_champion
            and people.has_left
            and people.days_since_leaving < {{ score_rule('departure_days', 'signal_rules') }}
        ) as champions_left,
        count_if(people.is_champion and not people.has_left) as champions_there,
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
