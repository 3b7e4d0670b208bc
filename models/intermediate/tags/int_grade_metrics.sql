-- grain: one row per customer
with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

scores as (
    select * from {{ ref('int_account_scores') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

final as (
    select
        tiers.account_id,
        nullif(tiers.tier, 'unrated') as tier,
        now_band.value_tier,
        tiers.tier_reason,
        case
            when now_band.lower_bound > then_band.lower_bound then 'up'
            when now_band.lower_bound < then_band.lower_bound then 'down'
            else 'flat'
        end as tier_trend,
        scores.value_score,
        scores.explicit_score,
        scores.potential_score,
        scores.growth_score,
        scores.data_coverage_rate
    from tiers
    inner join scores on tiers.account_id = scores.account_id
    left join tier_bands as now_band on tiers.tier = now_band.tier
    left join tier_bands as then_band on tiers.tier_then = then_band.tier
)

select * from final
