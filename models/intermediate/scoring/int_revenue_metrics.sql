-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

year_starts as (
    select
        cast({{ as_of_date() }} - interval 12 month as date) as this_year_after,
        cast({{ as_of_date() }} - interval 24 month as date) as last_year_after
),

placed_in_years as (
    select
        revenue.*,
        revenue.revenue_on > year_starts.this_year_after as is_this_year,
        revenue.revenue_on > year_starts.last_year_after
        and revenue.revenue_on <= year_starts.this_year_after as is_last_year,
        revenue.revenue_on <= year_starts.last_year_after as is_earlier
    from revenue
    cross join year_starts
),

summed as (
    select
        account_id,
        sum(revenue_amount) filter (where is_this_year) as this_year_amount,
        sum(revenue_amount) filter (where is_last_year) as last_year_amount,
        sum(margin_amount) filter (where is_this_year) as margin_amount,
        sum(costed_amount) filter (where is_this_year) as costed_amount,
        count_if(is_this_year) as this_year_days,
        count_if(is_last_year) as last_year_days,
        bool_or(is_earlier) as has_two_years
    from placed_in_years
    group by account_id
),

-- a year without a day of revenue brought 0; one whose amounts are all unknown is unknown
stated as (
    select
        customers.account_id,
        case
            when coalesce(summed.this_year_days, 0) = 0 then 0 else summed.this_year_amount
        end as this_year_amount,
        case
            when coalesce(summed.last_year_days, 0) = 0 then 0 else summed.last_year_amount
        end as last_year_amount,
        summed.margin_amount,
        summed.costed_amount,
        coalesce(summed.has_two_years, false) as has_two_years
    from customers
    left join summed on customers.account_id = summed.account_id
),

final as (
    select
        account_id,
        cast(this_year_amount as decimal(18, 2)) as revenue_12m_amount,
        cast(last_year_amount as decimal(18, 2)) as revenue_previous_12m_amount,
        case
            when has_two_years and last_year_amount > 0
                then cast(this_year_amount as double) / cast(last_year_amount as double) - 1
        end as revenue_growth_rate,
        case
            when costed_amount > 0
                then cast(margin_amount as double) / cast(costed_amount as double)
        end as contribution_margin_rate
    from stated
)

select * from final
