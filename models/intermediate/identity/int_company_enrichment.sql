-- grain: one row per account that the enrichment knows
with records as (
    select * from {{ ref('int_account_records') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
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
        records.registration_no,
        min(identity.account_id) as account_id
    from records
    inner join identity on records.record_no = identity.record_no
    where records.registration_no is not null
    group by records.registration_no
    having count(distinct identity.account_id) = 1
),

-- most domains are plain hosts already, and reading one out of a URL is slow
named as (
    select
        *,
        case
            when {{ matches('domain', '[a-z][a-z0-9-]*[.][a-z]+') }} then domain
            else {{ company_host('domain') }}
        end as host
    from firmographics
),

found as (
    select
        named.*,
        domains.account_id,
        case
            when domains.account_id is null then {{ registration_number('named.registration_no') }}
        end as number_key
    from named
    left join domains on named.host = domains.domain
),

observed as (
    select
        coalesce(found.account_id, numbers.account_id) as account_id,
        found.industry,
        case when found.employees > 0 then found.employees end as employees,
        try_cast(found.annual_revenue as decimal(18, 2)) as annual_revenue_amount,
        found.founded_year,
        found.registry_status,
        cast(found.employees_growth_rate as double) as employees_growth_rate,
        found.observed_on,
        found.domain,
        found.source_system
    from found
    left join numbers on found.number_key = numbers.registration_no
    where coalesce(found.account_id, numbers.account_id) is not null
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
