-- grain: one row per account
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

hierarchy as (
    select * from {{ ref('int_account_hierarchy') }}
),

enrichment as (
    select * from {{ ref('int_company_enrichment') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

country_spellings as (
    select * from {{ ref('country_spellings') }}
),

account_types as (
    select * from {{ ref('account_types') }}
),

-- The upper end of a band is the next one.
size_bands as (
    select
        *,
        lead(min_employees) over (order by min_employees) as next_min
    from {{ ref('size_bands') }}
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

survivors as (
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
),

-- what people keep in the CRM is trusted more than what a vendor believes
completed as (
    select
        {{ all_but(
            ['industry', 'employees', 'annual_revenue_amount', 'founded_year'], 'survivors'
        ) }},
        coalesce(survivors.industry, enrichment.industry) as industry,
        coalesce(survivors.employees, enrichment.employees) as employees,
        coalesce(survivors.annual_revenue_amount, enrichment.annual_revenue_amount)
            as annual_revenue_amount,
        coalesce(survivors.founded_year, enrichment.founded_year) as founded_year,
        case
            when survivors.employees is not null then 'crm'
            when enrichment.employees is not null then 'enrichment'
            else 'unknown'
        end as size_source
    from survivors
    left join enrichment on survivors.account_id = enrichment.account_id
),

final as (
    select
        completed.*,
        hierarchy.parent_account_id,
        hierarchy.ultimate_parent_account_id,
        coalesce(account_types.is_excluded, false) as is_test,
        coalesce(size_bands.size_band, 'unknown') as size_band
    from completed
    inner join hierarchy on completed.account_id = hierarchy.account_id
    left join account_types on completed.account_type = account_types.account_type
    left join size_bands
        on
            completed.employees >= size_bands.min_employees
            and (completed.employees < size_bands.next_min or size_bands.next_min is null)
)

select * from final
