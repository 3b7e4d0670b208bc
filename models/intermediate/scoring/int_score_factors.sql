-- grain: one row per customer and factor of its value score
with customer_items as (
    select * from {{ ref('int_value_items') }}
),

maxima as (
    select * from {{ ref('int_item_maxima') }}
),

scored as (
    select
        customer_items.account_id,
        customer_items.item as factor,
        customer_items.part as dimension,
        customer_items.raw_value,
        customer_items.status,
        cast(
            round(
                cast(
                    coalesce(customer_items.share, maxima.share_if_unknown)
                    * cast(maxima.max_points as double) as decimal(28, 8)
                ), 2
            ) as decimal(18, 2)
        ) as points,
        maxima.max_points,
        customer_items.max_points as item_points
    from customer_items
    inner join maxima on customer_items.item = maxima.item
),

-- a score never falls below 0; the floor belongs to the penalties that it cuts off
lifted as (
    select
        account_id,
        'floor' as factor,
        'penalty' as dimension,
        cast(null as double) as raw_value,
        'known' as status,
        cast(-sum(points) as decimal(18, 2)) as points,
        cast(-sum(points) as decimal(18, 2)) as max_points,
        cast(null as decimal(18, 2)) as item_points
    from scored
    group by account_id
    having sum(points) < 0
),

final as (
    select * from scored
    union all
    select * from lifted
)

select * from final
