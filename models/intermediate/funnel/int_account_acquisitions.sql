-- grain: one row per account that could be won
with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

leads as (
    select * from {{ ref('int_lead_inflow') }}
),

people as (
    select
        account_id,
        created_at
    from contacts
    union all
    select
        account_id,
        created_at
    from leads
),

firsts_of_people as (
    select
        account_id,
        min(created_at) as first_person_at
    from people
    where account_id is not null
    group by account_id
),

first_leads as (
    select
        account_id,
        channel
    from leads
    where account_id is not null
    qualify row_number() over (
        partition by account_id order by created_at, source_system, lead_id
    ) = 1
),

final as (
    select
        attributes.account_id,
        attributes.size_band,
        attributes.first_seen_at,
        least(attributes.created_at, firsts_of_people.first_person_at) as recorded_at,
        coalesce(first_leads.channel, 'unknown') as channel
    from attributes
    left join firsts_of_people on attributes.account_id = firsts_of_people.account_id
    left join first_leads on attributes.account_id = first_leads.account_id
)

select * from final
