-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

revenue_metrics as (
    select * from {{ ref('int_revenue_metrics') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where account_id is not null
),

purchase_gaps as (
    select * from {{ ref('int_purchase_gaps') }}
    where purchased_on <= {{ as_of_date() }}
),

feed_coverage as (
    select bool_or(is_provided) as has_orders
    from {{ ref('int_feed_coverage') }}
    where feed = 'erp_orders'
),

-- a void order has no amount, but it was sent back all the same
lately as (
    select
        *,
        is_counted and net_amount is not null and discount_amount is not null as has_known_discount,
        coalesce(net_amount < 0 or status = 'returned', false) as is_return
    from orders
    where ordered_on > cast({{ as_of_date() }} - interval 12 month as date)
),

summed as (
    select
        account_id,
        count(*) filter (where is_counted) as orders_12m,
        count(*) filter (where is_return) as returns_12m,
        count(distinct date_trunc('month', ordered_on)) filter (where is_counted)
            as order_months_12m,
        cast(sum(net_amount) filter (where is_counted) as double)
        / nullif(count(net_amount) filter (where is_counted), 0) as average_order_amount,
        sum(net_amount) filter (where has_known_discount) as discounted_amount,
        sum(discount_amount) filter (where has_known_discount) as discount_amount
    from lately
    group by account_id
),

channel_orders as (
    select
        account_id,
        channel,
        count(*) as orders
    from lately
    where is_counted and channel is not null
    group by account_id, channel
),

main_channels as (
    select
        account_id,
        channel
    from channel_orders
    qualify row_number() over (partition by account_id order by orders desc, channel asc) = 1
),

gaps as (
    select
        account_id,
        max(purchased_on) as last_purchased_on,
        percentile_cont(0.5) within group (order by cast(gap_days as double)) as median_gap_days
    from purchase_gaps
    group by account_id
),

-- equal amounts share the middle rank
ranked as (
    select
        account_id,
        (
            rank() over (order by revenue_12m_amount asc) - 1
            + count(*) over (partition by revenue_12m_amount) * 0.5e0
        ) / count(*) over () as spend_percentile
    from revenue_metrics
    where revenue_12m_amount is not null
),

final as (
    select
        customers.account_id,
        {{ days_between('customers.first_customer_on', as_of_date()) }} as days_as_customer,
        ranked.spend_percentile,
        case when feed_coverage.has_orders then coalesce(summed.orders_12m, 0) end as orders_12m,
        summed.orders_12m
        / nullif(cast(summed.order_months_12m as double), 0) as orders_per_active_month,
        summed.average_order_amount,
        gaps.median_gap_days,
        {{ days_between('gaps.last_purchased_on', as_of_date()) }} as days_since_purchase,
        cast(summed.discount_amount as double)
        / nullif(cast(summed.discounted_amount + summed.discount_amount as double), 0)
            as discount_share_rate,
        summed.returns_12m
        / nullif(cast(summed.orders_12m + summed.returns_12m as double), 0) as returned_order_rate,
        main_channels.channel as main_order_channel,
        customers.revenue_source,
        customers.has_contract
    from customers
    cross join feed_coverage
    left join ranked on customers.account_id = ranked.account_id
    left join summed on customers.account_id = summed.account_id
    left join main_channels on customers.account_id = main_channels.account_id
    left join gaps on customers.account_id = gaps.account_id
)

select * from final
