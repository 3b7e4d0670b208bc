-- grain: one row per customer and product family that it bought
with customers as (
    select * from {{ ref('int_customers') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where is_counted and account_id is not null
),

lines as (
    select * from {{ ref('stg_commerce__order_lines') }}
),

products as (
    select * from {{ ref('stg_commerce__products') }}
    where product_family is not null
),

named as (
    select count(*) > 0 as is_family
    from products
),

bought as (
    select distinct
        orders.account_id,
        lines.source_system,
        lines.product_id
    from lines
    inner join orders
        on lines.source_system = orders.source_system and lines.order_id = orders.order_id
),

-- where no list of products names a family, each product stands for one
final as (
    select distinct
        bought.account_id,
        coalesce(attributes.size_band, 'unknown') as size_band,
        coalesce(products.product_family, bought.product_id) as product_family,
        named.is_family
    from bought
    inner join customers on bought.account_id = customers.account_id
    cross join named
    left join attributes on bought.account_id = attributes.account_id
    left join products
        on
            bought.source_system = products.source_system
            and bought.product_id = products.product_id
    where
        products.product_family is not null
        or (not named.is_family and bought.product_id is not null)
)

select * from final
