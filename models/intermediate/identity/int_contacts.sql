-- grain: one row per contact that is not deleted
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where not coalesce(is_deleted, false)
),

words as (
    select * from {{ ref('int_person_words') }}
),

buying_roles as (
    select * from {{ ref('buying_roles') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

country_spellings as (
    select * from {{ ref('country_spellings') }}
),

email_events as (
    select * from {{ ref('stg_marketing__email_events') }}
    where
        loaded_day <= {{ as_of_date() }}
        and event_type in ('bounce', 'delivered', 'open', 'click')
),

said as (
    select
        source_system,
        contact_id,
        'job_title' as field,
        job_title as said
    from contacts
    union all
    select
        source_system,
        contact_id,
        'department' as field,
        department as said
    from contacts
    union all
    select
        source_system,
        contact_id,
        'seniority' as field,
        seniority as said
    from contacts
    union all
    select
        source_system,
        contact_id,
        'buying_role' as field,
        buying_role as said
    from contacts
),

-- words of the fields that say it outright have the lower positions, so titles come last
told as (
    select
        said.source_system,
        said.contact_id,
        min_by(words.value, words.position) filter (where words.trait = 'job_function')
            as job_function,
        min_by(words.value, words.position) filter (where words.trait = 'seniority') as seniority,
        min_by(words.value, words.position) filter (where words.trait = 'buying_role')
            as buying_role
    from said
    inner join words on said.field = words.field and said.said = words.said
    group by said.source_system, said.contact_id
),

-- an address that mail came back from, and that none has reached since
dead_addresses as (
    select {{ lower_case('trim(email)') }} as email
    from email_events
    group by {{ lower_case('trim(email)') }}
    having
        max(occurred_at) filter (where event_type = 'bounce')
        >= coalesce(max(occurred_at) filter (where event_type <> 'bounce'), timestamp '1900-01-01')
),

final as (
    select
        contacts.contact_id,
        contacts.source_system,
        identity.account_id,
        coalesce(told.job_function, 'unknown') as job_function,
        coalesce(told.seniority, 'unknown') as seniority,
        coalesce(told.buying_role, buying_roles.buying_role, 'unknown') as buying_role,
        told.buying_role is not null as is_buying_role_stated,
        coalesce(contacts.left_on <= {{ as_of_date() }}, false) as has_left,
        contacts.created_at,
        coalesce(country_spellings.country_code, contacts.country) as country,
        contacts.region,
        contacts.birth_year,
        -- where the export has no address of anybody, nobody knows who has one
        case
            when count(coalesce(contacts.email, contacts.phone, contacts.wecom_id)) over () > 0
                then
                    coalesce(contacts.phone, contacts.wecom_id) is not null
                    or (contacts.email is not null and dead_addresses.email is null)
        end as has_address
    from contacts
    left join identity on contacts.source_account_key = identity.source_account_key
    left join told
        on
            contacts.source_system = told.source_system
            and contacts.contact_id = told.contact_id
    left join buying_roles on told.seniority = buying_roles.seniority
    left join dead_addresses on {{ lower_case('trim(contacts.email)') }} = dead_addresses.email
    left join country_spellings
        on {{ country_key('contacts.country') }} = country_spellings.spelling
)

select * from final
