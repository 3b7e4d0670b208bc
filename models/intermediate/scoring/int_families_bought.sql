-- grain: one row per customer and product family that it bought
with customers as (
    select * from {{ ref('int_customers') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where is_counted
),

lines as (
    select * from {{ ref('stg_commerce__order_lines') }}
),

products as (
    select * from {{ ref('stg_commerce__products') }}
    where product_family is not null
),

final as (
    select distinct
        customers.account_id,
        coalesce(attributes.size_band, 'unknown') as size_band,
        products.product_family
    from lines
    inner join orders
        on lines.source_system = orders.source_system and lines.order_id = orders.order_id
    inner join products
        on lines.source_system = products.source_system and lines.product_id = products.product_id
    inner join customers on orders.account_id = customers.account_id
    left join attributes on customers.account_id = attributes.account_id
)

select * from final
