-- grain: one row per contact
with contacts as (
    select * from {{ ref('int_contacts') }}
),

consents as (
    select * from {{ ref('int_consents') }}
    where person_type = 'contact'
),

age_bands as (
    select * from {{ ref('age_bands') }}
),

-- the year of birth is looked at only where the person agreed to profiling
aged as (
    select
        contacts.source_system,
        contacts.contact_id,
        max_by(age_bands.age_band, age_bands.from_age) as age_band
    from contacts
    inner join consents
        on
            contacts.source_system = consents.source_system
            and contacts.contact_id = consents.person_id
            and consents.purpose = 'profiling'
            and consents.is_granted
    inner join age_bands
        on extract(year from {{ as_of_date() }}) - contacts.birth_year >= age_bands.from_age
    group by contacts.source_system, contacts.contact_id
),

final as (
    select
        contacts.contact_id,
        contacts.account_id,
        contacts.job_function,
        contacts.seniority,
        contacts.buying_role,
        case
            when contacts.has_address is not null
                then contacts.has_address and not contacts.has_left
        end as is_reachable,
        consents.is_granted as has_consent,
        contacts.source_system,
        contacts.is_buying_role_stated,
        contacts.has_left,
        contacts.country,
        contacts.region,
        aged.age_band,
        cast(contacts.created_at as timestamp) as created_at
    from contacts
    left join consents
        on
            contacts.source_system = consents.source_system
            and contacts.contact_id = consents.person_id
            and consents.purpose = 'marketing'
    left join aged
        on
            contacts.source_system = aged.source_system
            and contacts.contact_id = aged.contact_id
)

select * from final
