-- grain: one row per contact
with contacts as (
    select * from {{ ref('int_contacts') }}
),

addresses as (
    select * from {{ ref('stg_crm__contacts') }}
),

email_events as (
    select * from {{ ref('stg_marketing__email_events') }}
    where loaded_day <= {{ as_of_date() }}
),

consent_events as (
    select * from {{ ref('stg_privacy__consent_events') }}
    where purpose = 'marketing'
),

-- an address that mail came back from, and that none has reached since
dead_addresses as (
    select lower(trim(email)) as email
    from email_events
    where event_type in ('bounce', 'delivered', 'open', 'click')
    group by lower(trim(email))
    having
        max(occurred_at) filter (where event_type = 'bounce')
        >= coalesce(max(occurred_at) filter (where event_type <> 'bounce'), timestamp '1900-01-01')
),

reached as (
    select
        contacts.*,
        lower(trim(addresses.email)) as email,
        (addresses.email is not null and dead_addresses.email is null)
        or addresses.phone is not null
        or addresses.wecom_id is not null as has_address,
        bool_or(
            coalesce(addresses.email, addresses.phone, addresses.wecom_id) is not null
        ) over () as are_addresses_known
    from contacts
    inner join addresses
        on
            contacts.source_system = addresses.source_system
            and contacts.contact_id = addresses.contact_id
    left join dead_addresses on lower(trim(addresses.email)) = dead_addresses.email
),

-- a consent names the contact or its mail address
answers as (
    select
        contact_id,
        consent_id,
        is_granted,
        occurred_at
    from consent_events
    where contact_id is not null
    union all
    select
        reached.contact_id,
        consent_events.consent_id,
        consent_events.is_granted,
        consent_events.occurred_at
    from consent_events
    inner join reached on lower(trim(consent_events.email)) = reached.email
),

-- of two answers at the same moment the refusal counts
last_answers as (
    select
        contact_id,
        is_granted
    from answers
    qualify row_number() over (
        partition by contact_id order by occurred_at desc, is_granted asc, consent_id asc
    ) = 1
),

final as (
    select
        reached.contact_id,
        reached.account_id,
        reached.job_function,
        reached.seniority,
        reached.buying_role,
        case when reached.are_addresses_known then reached.has_address and not reached.has_left end
            as is_reachable,
        last_answers.is_granted as has_consent,
        reached.source_system,
        reached.is_buying_role_stated,
        reached.has_left,
        cast(reached.created_at as timestamp) as created_at
    from reached
    left join last_answers on reached.contact_id = last_answers.contact_id
)

select * from final
