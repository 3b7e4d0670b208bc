-- The points in fct_score_factors add up to value_score, and those of each dimension to its column.
-- Fails with one row per customer where they differ, where it has no factors, or where factors
-- belong to no customer.
with customer_tiers as (
    select * from {{ ref('customer_tiers') }}
),

factors as (
    select * from {{ ref('fct_score_factors') }}
    where score_name = 'value' and entity_type = 'account'
),

summed as (
    select
        entity_id,
        sum(points) as value_score,
        sum(case when dimension = 'explicit' then points else 0 end) as explicit_score,
        sum(case when dimension = 'potential' then points else 0 end) as potential_score,
        sum(case when dimension = 'growth' then points else 0 end) as growth_score,
        sum(case when dimension = 'penalty' then points else 0 end) as penalty_score
    from factors
    group by entity_id
)

select
    customer_tiers.account_id,
    summed.entity_id
from customer_tiers
full outer join summed on customer_tiers.account_id = summed.entity_id
where
    customer_tiers.account_id is null
    or summed.entity_id is null
    or customer_tiers.value_score is distinct from summed.value_score
    or customer_tiers.explicit_score is distinct from summed.explicit_score
    or customer_tiers.potential_score is distinct from summed.potential_score
    or customer_tiers.growth_score is distinct from summed.growth_score
    or customer_tiers.penalty_score is distinct from summed.penalty_score
