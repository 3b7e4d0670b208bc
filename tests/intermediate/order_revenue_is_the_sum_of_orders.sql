-- The revenue of accounts that live by orders is the sum of their orders, to the cent.
with by_order as (
    select
        orders.account_id,
        sum(orders.net_amount) as amount,
        count(*) filter (where orders.is_counted) as orders
    from {{ ref('int_orders') }} as orders
    inner join {{ ref('int_customers') }} as customers
        on orders.account_id = customers.account_id
    where customers.revenue_source = 'orders'
    group by orders.account_id
),

by_day as (
    select
        account_id,
        sum(revenue_amount) as amount,
        sum(orders) as orders
    from {{ ref('int_account_revenue') }}
    where revenue_source = 'orders'
    group by account_id
)

select
    by_order.account_id,
    by_order.amount as amount_of_orders,
    by_day.amount as amount_of_days
from by_order
left join by_day on by_order.account_id = by_day.account_id
where
    by_day.account_id is null
    or coalesce(by_order.amount, 0) <> coalesce(by_day.amount, 0)
    or by_order.orders <> by_day.orders
