-- grain: one row per web visitor whose account is known as of the date
with identifiers as (
    select * from {{ ref('int_visitor_identifiers') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
),

domains as (
    select * from {{ ref('int_account_domains') }}
),

-- Where two systems use one id, or two people one address, contacts go before leads.
accounts_by_person as (
    select
        person_id,
        account_id
    from people
    qualify row_number() over (
        partition by person_id order by person_type, source_system, account_id
    ) = 1
),

accounts_by_email as (
    select
        email_key,
        account_id
    from people
    where email_key is not null
    qualify row_number() over (
        partition by email_key order by person_type, account_id
    ) = 1
),

identified as (
    select
        identifiers.visitor_key,
        coalesce(
            accounts_by_person.account_id, accounts_by_email.account_id, domains.account_id
        ) as account_id,
        identifiers.last_identified_at,
        identifiers.events
    from identifiers
    left join accounts_by_person on identifiers.user_id = accounts_by_person.person_id
    left join accounts_by_email on identifiers.email_key = accounts_by_email.email_key
    left join domains on identifiers.email_domain = domains.domain
    where
        identifiers.visitor_key is not null
        and identifiers.identified_day <= {{ as_of_date() }}
),

candidates as (
    select
        visitor_key,
        account_id,
        max(last_identified_at) as last_identified_at,
        sum(events) as events
    from identified
    where account_id is not null
    group by visitor_key, account_id
),

final as (
    select
        visitor_key,
        account_id,
        last_identified_at
    from candidates
    qualify row_number() over (
        partition by visitor_key order by last_identified_at desc, events desc, account_id asc
    ) = 1
)

select * from final
