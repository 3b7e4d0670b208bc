-- grain: one row per order or credit note
{{ long_view() }}

with orders as (
    select * from {{ ref('int_orders') }}
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
        net_amount,
        margin_amount,
        is_counted,
        channel
    from orders
)

select * from final
