-- grain: one row per order or credit note that was there by the end of as_of_date
with orders as (
    select *
    from {{ ref('stg_commerce__orders') }}
    where loaded_day <= {{ as_of_date() }}
),

order_statuses as (
    select * from {{ ref('order_statuses') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

explained as (
    select
        orders.order_id,
        orders.source_system,
        identity.account_id,
        orders.ordered_at,
        orders.loaded_day as ordered_on,
        orders.channel,
        coalesce(orders.currency, '{{ var("base_currency") }}') as currency,
        orders.net_amount as amount,
        orders.cost_amount as cost,
        orders.discount_amount as discount,
        coalesce(order_statuses.status, orders.status) as status,
        orders.net_amount > 0
        and coalesce(order_statuses.status in ('cancelled', 'returned'), false) as is_void
    from orders
    left join order_statuses on orders.status = order_statuses.spelling
    left join identity on orders.source_account_key = identity.source_account_key
),

-- A void order counts 0 in money and in cost, so its margin is known: 0.
priced as (
    select
        explained.*,
        case
            when explained.is_void then 0
            else {{ to_base_amount('explained.amount', 'currency_rates.rate_to_base') }}
        end as net_amount,
        case
            when explained.is_void then 0
            else {{ to_base_amount('explained.cost', 'currency_rates.rate_to_base') }}
        end as cost_amount,
        case
            when explained.is_void then 0
            else {{ to_base_amount('explained.discount', 'currency_rates.rate_to_base') }}
        end as discount_amount
    from explained
    left join currency_rates
        on
            explained.currency = currency_rates.currency
            and explained.ordered_on >= currency_rates.valid_from
            and explained.ordered_on < currency_rates.valid_to
),

final as (
    select
        order_id,
        source_system,
        account_id,
        ordered_at,
        ordered_on,
        status,
        currency,
        cast(net_amount as decimal(18, 2)) as net_amount,
        cast(net_amount - cost_amount as decimal(18, 2)) as margin_amount,
        amount > 0 and not is_void as is_counted,
        channel,
        cast(discount_amount as decimal(18, 2)) as discount_amount
    from priced
)

select * from final
