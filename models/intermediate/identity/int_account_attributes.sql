-- grain: one row per account
with survivors as (
    select * from {{ ref('int_account_survivors') }}
),

enrichment as (
    select * from {{ ref('int_company_enrichment') }}
),

hierarchy as (
    select * from {{ ref('int_account_hierarchy') }}
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

-- what people keep in the CRM is trusted more than what a vendor believes
completed as (
    select
        survivors.account_id,
        survivors.account_name,
        survivors.domain,
        survivors.registration_no,
        survivors.country,
        survivors.region,
        survivors.city,
        survivors.ownership,
        survivors.account_type,
        survivors.owner_id,
        survivors.status,
        survivors.created_at,
        survivors.first_seen_at,
        survivors.is_orphan,
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
