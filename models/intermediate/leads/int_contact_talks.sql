-- grain: one row per account and seniority of a contact that talked with us, with the first day
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
        -- an activity may be older than the record of its contact
        min(
            greatest(activities.loaded_day, {{ local_date('contacts.created_at') }})
        ) as talked_on
    from contacts
    inner join activities
        on
            contacts.source_system = activities.source_system
            and contacts.contact_id = activities.contact_id
    where contacts.account_id is not null
    group by contacts.account_id, contacts.seniority
)

select * from final
