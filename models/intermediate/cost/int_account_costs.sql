-- grain: one row per customer and kept date by which it was one
{{ config(materialized='view') }}

with customers as (
    select * from {{ ref('int_customers') }}
),

totals as (
    select * from {{ ref('int_customer_totals') }}
),

acquisition_costs as (
    select * from {{ ref('int_acquisition_costs') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

provided as (
    select
        bool_or(is_provided) filter (where feed = 'mkt_spend') as has_spend,
        bool_or(is_provided) filter (where feed = 'service_time') as has_service_time
    from feed_coverage
),

carried as (
    select
        account_id,
        cast(sum(spend_amount) * 100 as bigint) as cents
    from acquisition_costs
    where account_id is not null
    group by account_id
),

uncarried as (
    select
        month,
        cast(sum(spend_amount) * 100 as bigint) as cents
    from acquisition_costs
    where account_id is null
    group by month
),

-- The customers of a date are the first of these.
ranked as (
    select
        account_id,
        row_number() over (order by first_customer_on, account_id) as seniority
    from customers
),

counted as (
    select
        as_of_date,
        count(*) as customers
    from totals
    group by as_of_date
),

-- Spend of months that won nobody is spread over all; odd cents go to the first, one each.
to_spread as (
    select
        counted.as_of_date,
        counted.customers,
        coalesce(sum(uncarried.cents), 0) as cents
    from counted
    left join uncarried on counted.as_of_date >= uncarried.month
    group by counted.as_of_date, counted.customers
),

spread as (
    select
        as_of_date,
        cast(floor(cents / cast(customers as double)) as bigint) as whole_cents,
        cents - cast(floor(cents / cast(customers as double)) as bigint) * customers as odd_cents
    from to_spread
),

final as (
    select
        totals.account_id,
        totals.as_of_date,
        case
            when provided.has_spend
                then {{ cents_to_amount(
                    'coalesce(carried.cents, 0) + spread.whole_cents'
                    ~ ' + case when ranked.seniority <= spread.odd_cents then 1 else 0 end'
                ) }}
        end as acquisition_amount,
        case when provided.has_service_time then totals.service_amount end as service_amount,
        case when provided.has_service_time then totals.sales_amount end as sales_amount
    from totals
    inner join spread on totals.as_of_date = spread.as_of_date
    inner join ranked on totals.account_id = ranked.account_id
    cross join provided
    left join carried on totals.account_id = carried.account_id
)

select * from final
