-- grain: one row per item that is in play
with customer_items as (
    select * from {{ ref('int_value_items') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

items as (
    select
        item,
        part,
        cast(min(max_points) as double) as own_points,
        avg(share) as mean_share
    from customer_items
    group by item, part
),

-- the items in play fill their part; a part without items leaves its points to the other parts
weighed as (
    select
        items.*,
        items.own_points / sum(items.own_points) over (partition by items.part)
        * cast(score_rules.value as double) as part_points
    from items
    left join score_rules on score_rules.rule = items.part || '_points'
),

scaled as (
    select
        *,
        part_points / sum(part_points) over ()
        * (
            select cast(sum(score_rules.value) as double)
            from score_rules
            where score_rules.rule in ('explicit_points', 'potential_points', 'growth_points')
        ) as scaled_points
    from weighed
),

-- the running total is rounded, not each maximum: so the maxima add up to the whole exactly
totalled as (
    select
        *,
        round(
            cast(sum(scaled_points) over (order by part, item) as decimal(28, 8)), 2
        ) as points_so_far
    from scaled
),

final as (
    select
        item,
        part,
        cast(
            case
                when part = 'penalty' then own_points
                else
                    points_so_far
                    - coalesce(lag(points_so_far) over (order by part, item), 0)
            end as decimal(18, 2)
        ) as max_points,
        case when part = 'penalty' then 0e0 else mean_share end as share_if_unknown
    from totalled
)

select * from final
