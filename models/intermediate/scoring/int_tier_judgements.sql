-- grain: one row per customer, with the tier that tonight alone would give
with scores as (
    select * from {{ ref('int_account_scores') }}
),

facts as (
    select * from {{ ref('int_company_facts') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

lowest_band as (
    select min_by(tier, lower_bound) as tier from tier_bands
),

banded as (
    select
        scores.*,
        tier_bands.tier as scored_tier
    from scores
    left join tier_bands on scores.value_score >= tier_bands.lower_bound
    qualify row_number() over (
        partition by scores.account_id order by tier_bands.lower_bound desc nulls last
    ) = 1
),

reasoned as (
    select
        banded.*,
        case
            when facts.is_insolvent then 'insolvent'
            when banded.data_coverage_rate < {{ score_rule('coverage_floor') }}
                then 'low_coverage'
            else 'score'
        end as reason
    from banded
    left join facts on banded.account_id = facts.account_id
),

final as (
    select
        reasoned.account_id,
        reasoned.value_score,
        reasoned.data_coverage_rate,
        reasoned.scored_tier,
        reasoned.reason,
        case reasoned.reason
            when 'insolvent' then lowest_band.tier
            when 'low_coverage' then 'unrated'
            else reasoned.scored_tier
        end as tier
    from reasoned
    cross join lowest_band
)

select * from final
