-- The months hold every euro of the daily revenue and every order.
with by_month as (
    select
        sum(revenue_amount) as amount,
        sum(orders) as orders
    from {{ ref('fct_account_months') }}
),

by_day as (
    select
        sum(revenue_amount) as amount,
        sum(orders) as orders
    from {{ ref('int_account_revenue') }}
)

select
    by_month.amount as amount_of_months,
    by_day.amount as amount_of_days
from by_month
cross join by_day
where
    coalesce(by_month.amount, 0) <> coalesce(by_day.amount, 0)
    or by_month.orders <> by_day.orders
