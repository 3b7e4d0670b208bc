-- grain: one row per contact id, lead id or mail hash whose account is known as of the date
with person_accounts as (
    select * from {{ ref('int_person_accounts') }}
),

leads as (
    select * from {{ ref('int_lead_inflow') }}
),

keys as (
    select
        'contact:' || person_id as person_key,
        person_type || ':' || source_system as priority,
        account_id
    from person_accounts
    where person_type = 'contact'
    union all
    select
        'lead:' || lead_id as person_key,
        'lead:' || source_system as priority,
        account_id
    from leads
    where account_id is not null
    union all
    select
        'mail:' || email_key as person_key,
        person_type || ':' || source_system as priority,
        account_id
    from person_accounts
    where email_key is not null
),

-- Where two systems use one id, or two people one address, contacts go before leads.
final as (
    select
        person_key,
        account_id
    from keys
    qualify row_number() over (partition by person_key order by priority, account_id) = 1
)

select * from final
