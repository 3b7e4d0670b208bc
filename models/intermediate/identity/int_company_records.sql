-- grain: one row per company record of the CRM that is not deleted
with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
),

placeholder_accounts as (
    select * from {{ ref('placeholder_accounts') }}
),

live_records as (
    select
        accounts.source_system,
        accounts.account_id as source_account_id,
        accounts.source_account_key,
        accounts.parent_source_account_key,
        accounts.created_at,
        {{ registration_number('accounts.registration_no') }} as registration_no,
        {{ company_host('accounts.website') }} as host
    from accounts
    left join placeholder_accounts
        on {{ lower_case('trim(accounts.account_id)') }} = placeholder_accounts.placeholder
    where
        not coalesce(accounts.is_deleted, false)
        and placeholder_accounts.placeholder is null
),

-- A company's page at a provider that many use, such as linkedin.com, is no domain of its own.
shared_hosts as (
    select distinct live_records.host
    from live_records
    inner join free_mail_domains
        on
            live_records.host = free_mail_domains.domain
            or live_records.host like '%.' || free_mail_domains.domain
),

final as (
    select
        live_records.source_system,
        live_records.source_account_id,
        live_records.source_account_key,
        live_records.parent_source_account_key,
        live_records.registration_no,
        case when shared_hosts.host is null then live_records.host end as domain,
        live_records.created_at
    from live_records
    left join shared_hosts on live_records.host = shared_hosts.host
)

select * from final
