-- grain: one row per account: what the first of its records that knows says
with identity as (
    select * from {{ ref('int_account_identity') }}
),

records as (
    select * from {{ ref('int_account_records') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

named_accounts as (
    select * from {{ ref('int_named_accounts') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

country_spellings as (
    select * from {{ ref('country_spellings') }}
),

record_values as (
    select
        identity.account_id,
        identity.record_no,
        records.domain,
        records.registration_no,
        accounts.account_name,
        accounts.industry,
        case when accounts.employees > 0 then accounts.employees end as employees,
        {{ to_base_amount('accounts.annual_revenue', 'currency_rates.rate_to_base') }}
            as annual_revenue_amount,
        coalesce(country_spellings.country_code, accounts.country) as country,
        accounts.region,
        accounts.city,
        accounts.ownership,
        accounts.founded_year,
        accounts.account_type,
        accounts.owner_id,
        accounts.status,
        accounts.created_at,
        {{ local_to_utc('cast(named_accounts.first_seen_on as timestamp)') }} as first_named_at,
        identity.is_orphan
    from identity
    inner join records on identity.record_no = records.record_no
    left join accounts
        on
            case when not identity.is_orphan then identity.source_account_key end
            = accounts.source_account_key
    left join named_accounts on identity.source_account_key = named_accounts.source_account_key
    left join country_spellings
        on {{ country_key('accounts.country') }} = country_spellings.spelling
    left join currency_rates
        on
            coalesce(accounts.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and {{ as_of_date() }} >= currency_rates.valid_from
            and {{ as_of_date() }} < currency_rates.valid_to
),

final as (
    select
        account_id,
        {{ first_known('account_name') }} as account_name,
        {{ first_known('domain') }} as domain,
        {{ first_known('registration_no') }} as registration_no,
        {{ first_known('industry') }} as industry,
        {{ first_known('employees') }} as employees,
        {{ first_known('annual_revenue_amount') }} as annual_revenue_amount,
        {{ first_known('country') }} as country,
        {{ first_known('region') }} as region,
        {{ first_known('city') }} as city,
        {{ first_known('ownership') }} as ownership,
        {{ first_known('founded_year') }} as founded_year,
        {{ first_known('account_type') }} as account_type,
        {{ first_known('owner_id') }} as owner_id,
        {{ first_known('status') }} as status,
        min(created_at) as created_at,
        least(min(created_at), min(first_named_at)) as first_seen_at,
        bool_and(is_orphan) as is_orphan
    from record_values
    group by account_id
)

select * from final
