-- grain: one row per contact or lead, and purpose that it answered to by the end of as_of_date
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

members as (
    select * from {{ ref('stg_community__members') }}
),

consent_events as (
    select * from {{ ref('stg_privacy__consent_events') }}
),

-- A lead that became a contact is the same person; a member's mail is that of its contact.
names as (
    select
        'contact' as person_type,
        source_system,
        contact_id as person_id,
        'contact:' || contact_id as name
    from contacts
    union
    select
        'contact' as person_type,
        source_system,
        contact_id as person_id,
        {{ email_key('email') }} as name
    from contacts
    union
    select
        'contact' as person_type,
        source_system,
        converted_contact_id as person_id,
        'lead:' || lead_id as name
    from leads
    union
    select
        'contact' as person_type,
        contacts.source_system,
        contacts.contact_id as person_id,
        {{ email_key('members.email') }} as name
    from members
    inner join contacts on members.contact_id = contacts.contact_id
    union
    select
        'lead' as person_type,
        source_system,
        lead_id as person_id,
        'lead:' || lead_id as name
    from leads
    union
    select
        'lead' as person_type,
        source_system,
        lead_id as person_id,
        {{ email_key('email') }} as name
    from leads
    union
    select
        'lead' as person_type,
        source_system,
        lead_id as person_id,
        'contact:' || converted_contact_id as name
    from leads
),

answers as (
    select
        *,
        'contact:' || contact_id as name
    from consent_events
    union all
    select
        *,
        'lead:' || lead_id as name
    from consent_events
    union all
    select
        *,
        {{ email_key('email') }} as name
    from consent_events
),

-- of two answers at the same moment the refusal counts
final as (
    select
        names.person_type,
        names.source_system,
        names.person_id,
        answers.purpose,
        answers.is_granted,
        answers.occurred_at as answered_at
    from answers
    inner join names on answers.name = names.name
    where names.person_id is not null
    qualify row_number() over (
        partition by names.person_type, names.source_system, names.person_id, answers.purpose
        order by answers.occurred_at desc, answers.is_granted asc, answers.consent_id asc
    ) = 1
)

select * from final
