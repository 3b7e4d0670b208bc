-- grain: one row per account and seniority, with the first day on which such a contact answered or met us
with contacts as (
    select * from {{ ref('int_contacts') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where outcome in ('held', 'replied') and loaded_day <= {{ as_of_date() }}
),

final as (
    select
        contacts.account_id,
        contacts.seniority,
        min(activities.loaded_day) as talked_on
    from contacts
    inner join activities
        on
            contacts.source_system = activities.source_system
            and contacts.contact_id = activities.contact_id
    where contacts.account_id is not null
    group by contacts.account_id, contacts.seniority
)

select * from final
