-- grain: one row per contact
with contacts as (
    select * from {{ ref('int_contacts') }}
),

addresses as (
    select * from {{ ref('stg_crm__contacts') }}
),

country_spellings as (
    select * from {{ ref('country_spellings') }}
),

email_events as (
    select * from {{ ref('stg_marketing__email_events') }}
    where loaded_day <= {{ as_of_date() }}
),

consents as (
    select * from {{ ref('int_consents') }}
    where person_type = 'contact'
),

age_bands as (
    select * from {{ ref('age_bands') }}
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
        coalesce(country_spellings.country_code, addresses.country) as country,
        addresses.region,
        addresses.birth_year,
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
    left join country_spellings
        on {{ country_key('addresses.country') }} = country_spellings.spelling
),

-- the year of birth is looked at only where the person agreed to profiling
aged as (
    select
        reached.source_system,
        reached.contact_id,
        max_by(age_bands.age_band, age_bands.from_age) as age_band
    from reached
    inner join consents
        on
            reached.source_system = consents.source_system
            and reached.contact_id = consents.person_id
            and consents.purpose = 'profiling'
            and consents.is_granted
    inner join age_bands
        on extract(year from {{ as_of_date() }}) - reached.birth_year >= age_bands.from_age
    group by reached.source_system, reached.contact_id
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
        consents.is_granted as has_consent,
        reached.source_system,
        reached.is_buying_role_stated,
        reached.has_left,
        reached.country,
        reached.region,
        aged.age_band,
        cast(reached.created_at as timestamp) as created_at
    from reached
    left join consents
        on
            reached.source_system = consents.source_system
            and reached.contact_id = consents.person_id
            and consents.purpose = 'marketing'
    left join aged
        on
            reached.source_system = aged.source_system
            and reached.contact_id = aged.contact_id
)

select * from final
