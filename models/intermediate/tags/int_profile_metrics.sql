-- grain: one row per account that may be tagged
with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

customers as (
    select * from {{ ref('int_customers') }}
),

daughters as (
    select
        parent_account_id,
        cast(count(*) as bigint) as subsidiaries
    from attributes
    where parent_account_id is not null
    group by parent_account_id
),

-- exports that name no parent at all say nothing about who belongs to whom
families as (
    select count(*) > 0 as are_known from daughters
),

final as (
    select
        attributes.account_id,
        case
            when customers.account_id is not null then 'customer'
            when attributes.account_type = 'partner' then 'partner'
            else 'prospect'
        end as relationship,
        attributes.country,
        attributes.region,
        attributes.industry,
        nullif(attributes.size_band, 'unknown') as size_band,
        attributes.ownership,
        attributes.status as account_status,
        case
            when not families.are_known then null
            when attributes.parent_account_id is not null then 'subsidiary'
            when daughters.subsidiaries > 0 then 'parent'
            else 'standalone'
        end as family_role,
        case when families.are_known then coalesce(daughters.subsidiaries, 0) end as subsidiaries,
        attributes.employees,
        attributes.annual_revenue_amount,
        cast(
            case
                when attributes.founded_year <= extract(year from {{ as_of_date() }})
                    then extract(year from {{ as_of_date() }}) - attributes.founded_year
            end as bigint
        ) as company_age_years,
        {{ days_between(local_date('attributes.first_seen_at'), as_of_date()) }} as days_known
    from attributes
    cross join families
    left join customers on attributes.account_id = customers.account_id
    left join daughters on attributes.account_id = daughters.parent_account_id
)

select * from final
