-- grain: one row per open lead, scoring date and factor of its score
with scored as (
    select * from {{ ref('int_lead_indicators') }}
),

weights as (
    select * from {{ ref('int_lead_weights') }}
),

-- what is missing for one lead brings the mean share of the others
final as (
    select
        scored.lead_key,
        scored.scoring_date,
        scored.indicator as factor,
        weights.dimension,
        weights.axis,
        scored.raw_value,
        scored.score,
        case when scored.score is null then 'unknown' else 'known' end as status,
        cast(
            round(
                cast(
                    coalesce(cast(scored.score as double), weights.mean_score) / 10e0
                    * cast(weights.max_points as double) as decimal(28, 8)
                ), 2
            ) as decimal(18, 2)
        ) as points,
        weights.max_points,
        weights.mean_score
    from scored
    inner join weights
        on
            scored.scoring_date = weights.scoring_date
            and scored.indicator = weights.indicator
)

select * from final
