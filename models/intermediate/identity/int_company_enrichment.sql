-- grain: one row per account that the enrichment knows
with attributes as (
    select * from {{ ref('int_account_attributes') }}
),

firmographics as (
    select * from {{ ref('stg_enrichment__firmographics') }}
),

domains as (
    select * from {{ ref('int_account_domains') }}
),

-- where hands parted the records of one number nobody can say whose it is
numbers as (
    select
        registration_no,
        min(account_id) as account_id
    from attributes
    where registration_no is not null
    group by registration_no
    having count(*) = 1
),

observed as (
    select
        coalesce(domains.account_id, numbers.account_id) as account_id,
        firmographics.industry,
        case when firmographics.employees > 0 then firmographics.employees end as employees,
        try_cast(firmographics.annual_revenue as decimal(18, 2)) as annual_revenue_amount,
        firmographics.founded_year,
        firmographics.registry_status,
        cast(firmographics.employees_growth_rate as double) as employees_growth_rate,
        firmographics.observed_on,
        firmographics.domain,
        firmographics.source_system
    from firmographics
    left join domains on {{ company_host('firmographics.domain') }} = domains.domain
    left join numbers
        on
            {{ registration_number('firmographics.registration_no') }} = numbers.registration_no
    where coalesce(domains.account_id, numbers.account_id) is not null
),

ordered as (
    select
        *,
        row_number() over (
            partition by account_id
            order by observed_on desc nulls last, domain asc, source_system asc
        ) as record_no
    from observed
),

compared as (
    select
        *,
        cast(employees as double)
        / lead(employees) over (partition by account_id order by record_no) - 1
            as employees_change_rate,
        cast(annual_revenue_amount as double)
        / nullif(
            cast(
                lead(annual_revenue_amount) over (partition by account_id order by record_no)
                as double
            ), 0
        ) - 1 as revenue_change_rate
    from ordered
),

final as (
    select
        account_id,
        {{ first_known('industry') }} as industry,
        {{ first_known('employees') }} as employees,
        {{ first_known('annual_revenue_amount') }} as annual_revenue_amount,
        {{ first_known('founded_year') }} as founded_year,
        {{ first_known('registry_status') }} as registry_status,
        {{ first_known('employees_growth_rate') }} as employees_growth_rate,
        max(employees_change_rate) filter (where record_no = 1) as employees_change_rate,
        max(revenue_change_rate) filter (where record_no = 1) as revenue_change_rate,
        max(observed_on) as observed_on
    from compared
    group by account_id
)

select * from final
