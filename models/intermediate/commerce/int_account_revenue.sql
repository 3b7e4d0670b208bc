-- grain: one row per customer and day of its one revenue source
with customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

subscription_months as (
    select * from {{ ref('int_subscription_months') }}
),

won_opportunities as (
    select * from {{ ref('int_won_opportunities') }}
),

earned as (
    select
        account_id,
        'orders' as revenue_source,
        ordered_on as revenue_on,
        net_amount as revenue_amount,
        margin_amount,
        case when margin_amount is not null then net_amount end as costed_amount,
        cast(null as decimal(18, 2)) as mrr_amount,
        case when is_counted then 1 else 0 end as orders,
        case when is_counted then 1 else 0 end as purchases
    from orders
    union all
    select
        account_id,
        'subscriptions' as revenue_source,
        revenue_on,
        revenue_amount,
        cast(null as decimal(18, 2)) as margin_amount,
        cast(null as decimal(18, 2)) as costed_amount,
        mrr_amount,
        0 as orders,
        0 as purchases
    from subscription_months
    union all
    select
        account_id,
        'opportunities' as revenue_source,
        won_on as revenue_on,
        won_amount as revenue_amount,
        cast(null as decimal(18, 2)) as margin_amount,
        cast(null as decimal(18, 2)) as costed_amount,
        cast(null as decimal(18, 2)) as mrr_amount,
        0 as orders,
        1 as purchases
    from won_opportunities
),

-- Sums leave unknown amounts out and are unknown where every amount is.
final as (
    select
        customers.account_id,
        customers.revenue_source,
        earned.revenue_on,
        cast(sum(earned.revenue_amount) as decimal(18, 2)) as revenue_amount,
        cast(sum(earned.margin_amount) as decimal(18, 2)) as margin_amount,
        cast(sum(earned.costed_amount) as decimal(18, 2)) as costed_amount,
        cast(sum(earned.mrr_amount) as decimal(18, 2)) as mrr_amount,
        cast(sum(earned.orders) as bigint) as orders,
        cast(sum(earned.purchases) as bigint) as purchases
    from customers
    inner join earned
        on
            customers.account_id = earned.account_id
            and customers.revenue_source = earned.revenue_source
    group by all
)

select * from final
