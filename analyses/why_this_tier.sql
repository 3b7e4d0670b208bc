-- Why does a customer have its tier? Every point of the score, the best customer as the example.
with best as (
    select
        account_id,
        account_name,
        tier
    from {{ ref('customer_tiers') }}
    order by value_score desc nulls last, account_id asc nulls last
    limit 1
)

select
    best.account_name,
    best.tier,
    factors.dimension,
    factors.factor,
    factors.raw_value,
    factors.status,
    factors.points,
    factors.max_points
from {{ ref('fct_score_factors') }} as factors
inner join best on factors.entity_id = best.account_id
where factors.score_name = 'value'
order by factors.points desc nulls last, factors.factor asc nulls last
