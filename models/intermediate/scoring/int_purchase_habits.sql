-- grain: one row per customer that ever ordered or paid a subscription
with customers as (
    select * from {{ ref('int_customers') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

bought_orders as (
    select
        revenue.account_id,
        revenue.revenue_on as bought_on,
        cast(revenue.orders as double) as purchases
    from revenue
    inner join customers on revenue.account_id = customers.account_id
    where customers.revenue_source = 'orders' and revenue.orders > 0
),

paid_months as (
    select
        revenue.account_id,
        max(revenue.revenue_on) as bought_on,
        1e0 as purchases
    from revenue
    inner join customers on revenue.account_id = customers.account_id
    where customers.revenue_source = 'subscriptions' and coalesce(revenue.revenue_amount > 0, true)
    group by revenue.account_id, date_trunc('month', revenue.revenue_on)
),

purchases as (
    select * from bought_orders
    union all
    select * from paid_months
),

aged as (
    select
        account_id,
        purchases,
        cast({{ days_between('bought_on', as_of_date()) }} as double)
        / cast({{ score_rule('half_life_days') }} as double) as half_lives
    from purchases
),

final as (
    select
        account_id,
        sum(purchases * power(0.5e0, half_lives)) as decayed_purchases
    from aged
    group by account_id
)

select * from final
