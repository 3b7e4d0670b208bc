-- What sets tier A apart? The share of its points that each factor reaches there and elsewhere.
-- Where nobody is in A, the best tier that there is.
with best as (
    select min(tier) as tier
    from {{ ref('customer_tiers') }}
    where tier <> 'unrated'
),

factors as (
    select
        factors.factor,
        factors.dimension,
        factors.points / nullif(cast(factors.max_points as double), 0) as share,
        tiers.tier,
        tiers.tier = best.tier as is_best
    from {{ ref('fct_score_factors') }} as factors
    inner join {{ ref('customer_tiers') }} as tiers on factors.entity_id = tiers.account_id
    cross join best
    where
        factors.entity_type = 'account'
        and factors.score_name = 'value'
        and factors.status = 'known'
        and factors.max_points > 0
)

select
    dimension,
    factor,
    min(tier) filter (where is_best) as best_tier,
    round(avg(share) filter (where is_best), 3) as share_there,
    round(avg(share) filter (where not is_best), 3) as share_elsewhere,
    round(avg(share) filter (where is_best) - avg(share) filter (where not is_best), 3)
        as difference,
    count(*) filter (where is_best) as customers_there
from factors
group by dimension, factor
order by difference desc nulls last, factor asc nulls last
