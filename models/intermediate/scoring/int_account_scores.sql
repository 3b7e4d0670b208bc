-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

factors as (
    select * from {{ ref('int_score_factors') }}
),

-- points that a factor takes away from the best score there is; an unknown factor and the floor are
-- no reason for a score
weighed as (
    select
        *,
        case when dimension = 'penalty' then -points else max_points - points end as lost_points,
        status = 'known' and factor <> 'floor' as is_reason
    from factors
),

compared as (
    select
        *,
        max(case when is_reason then points end) over (partition by account_id) as most_points,
        max(case when is_reason then lost_points end) over (partition by account_id)
            as most_lost_points
    from weighed
),

summed as (
    select
        account_id,
        sum(points) as value_score,
        sum(points) filter (where dimension = 'explicit') as explicit_score,
        sum(points) filter (where dimension = 'potential') as potential_score,
        sum(points) filter (where dimension = 'growth') as growth_score,
        sum(points) filter (where dimension = 'penalty') as penalty_score,
        -- points of the seed, not the scaled ones: an item that fills its part because others are
        -- absent for everybody tells no more of the customer than it did beside them
        sum(item_points) filter (where dimension <> 'penalty' and status = 'known')
            as known_points,
        sum(item_points) filter (where dimension <> 'penalty') as points_in_play,
        min(factor) filter (where is_reason and points > 0 and points = most_points)
            as top_positive_factor,
        min(factor) filter (where is_reason and lost_points > 0 and lost_points = most_lost_points)
            as top_negative_factor
    from compared
    group by account_id
),

final as (
    select
        customers.account_id,
        cast(coalesce(summed.value_score, 0) as decimal(18, 2)) as value_score,
        cast(coalesce(summed.explicit_score, 0) as decimal(18, 2)) as explicit_score,
        cast(coalesce(summed.potential_score, 0) as decimal(18, 2)) as potential_score,
        cast(coalesce(summed.growth_score, 0) as decimal(18, 2)) as growth_score,
        cast(coalesce(summed.penalty_score, 0) as decimal(18, 2)) as penalty_score,
        coalesce(
            cast(
                round(
                    cast(
                        cast(summed.known_points as double)
                        / nullif(cast(summed.points_in_play as double), 0) as decimal(28, 8)
                    ), 4
                ) as double
            ), 0e0
        ) as data_coverage_rate,
        summed.top_positive_factor,
        summed.top_negative_factor
    from customers
    left join summed on customers.account_id = summed.account_id
)

select * from final
