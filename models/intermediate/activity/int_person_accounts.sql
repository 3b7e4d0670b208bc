-- grain: one row per contact or lead whose account is known as of the date
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

domains as (
    select * from {{ ref('int_account_domains') }}
),

-- A lead belongs to the account that it became, else to the one that owns its mail domain.
people as (
    select
        contacts.source_system,
        'contact' as person_type,
        contacts.contact_id as person_id,
        {{ email_key('contacts.email') }} as email_key,
        identity.account_id
    from contacts
    inner join identity on contacts.source_account_key = identity.source_account_key
    where not coalesce(contacts.is_deleted, false)
    union all
    select
        leads.source_system,
        'lead' as person_type,
        leads.lead_id as person_id,
        {{ email_key('leads.email') }} as email_key,
        coalesce(identity.account_id, domains.account_id) as account_id
    from leads
    left join identity on leads.converted_source_account_key = identity.source_account_key
    left join domains on {{ mail_domain('leads.email') }} = domains.domain
),

final as (
    select
        source_system,
        person_type,
        person_id,
        email_key,
        account_id
    from people
    where account_id is not null
)

select * from final
