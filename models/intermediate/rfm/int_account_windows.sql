-- grain: one row per kept date and account that was a customer by then: the window up to that date
with customers as (
    select * from {{ ref('int_customers') }}
),

account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

rfm_rules as (
    select max(value) filter (where rule = 'window_days') as window_days
    from {{ ref('rfm_rules') }}
),

kept_dates as (
    select
        months.observed_on as as_of_date,
        months.observed_on - rfm_rules.window_days as day_before_window
    from {{ ref('int_months') }} as months
    cross join rfm_rules
    where months.is_kept
),

feed_coverage as (
    select bool_or(is_provided) as has_orders
    from {{ ref('int_feed_coverage') }}
    where feed = 'erp_orders'
),

summed as (
    select
        kept_dates.as_of_date,
        account_revenue.account_id,
        max(account_revenue.revenue_on) filter (
            where account_revenue.orders > 0
        ) as last_ordered_on,
        sum(account_revenue.orders) as frequency,
        sum(account_revenue.revenue_amount) as revenue_amount
    from account_revenue
    inner join kept_dates
        on
            account_revenue.revenue_on <= kept_dates.as_of_date
            and account_revenue.revenue_on > kept_dates.day_before_window
    group by kept_dates.as_of_date, account_revenue.account_id
),

-- No revenue is 0, revenue without any known amount is unknown; so are orders that nobody exports.
final as (
    select
        kept_dates.as_of_date,
        customers.account_id,
        {{ days_between('summed.last_ordered_on', 'kept_dates.as_of_date') }} as recency_days,
        cast(
            case when feed_coverage.has_orders then coalesce(summed.frequency, 0) end as bigint
        ) as frequency,
        cast(
            case when summed.account_id is null then 0 else summed.revenue_amount end
            as decimal(18, 2)
        ) as revenue_amount
    from customers
    inner join kept_dates on customers.first_customer_on <= kept_dates.as_of_date
    cross join feed_coverage
    left join summed
        on
            customers.account_id = summed.account_id
            and kept_dates.as_of_date = summed.as_of_date
)

select * from final
