-- grain: one row per community member as of the date
with members as (
    select * from {{ ref('stg_community__members') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
),

keyed as (
    select
        source_system,
        member_id,
        contact_id,
        group_id,
        role,
        joined_at,
        {{ email_key('email') }} as email_key
    from members
),

contacts as (
    select
        person_id as contact_id,
        account_id
    from people
    where
        person_type = 'contact'
        and person_id in (select keyed.contact_id from keyed)
    qualify row_number() over (partition by person_id order by source_system, account_id) = 1
),

addresses as (
    select
        email_key,
        account_id
    from people
    where email_key in (select keyed.email_key from keyed)
    qualify row_number() over (partition by email_key order by person_type, account_id) = 1
),

final as (
    select
        keyed.source_system,
        keyed.member_id,
        keyed.group_id,
        keyed.role,
        keyed.joined_at,
        coalesce(contacts.account_id, addresses.account_id) as account_id
    from keyed
    left join contacts on keyed.contact_id = contacts.contact_id
    left join addresses on keyed.email_key = addresses.email_key
)

select * from final
