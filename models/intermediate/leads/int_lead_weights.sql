-- grain: one row per scoring date and indicator in play, with the points that it can bring
with scored as (
    select * from {{ ref('int_lead_indicators') }}
),

indicators as (
    select * from {{ ref('lead_indicators') }}
),

versions as (
    select * from {{ ref('lead_weight_versions') }}
    where is_active
),

weights as (
    select
        lead_weights.indicator,
        indicators.dimension,
        indicators.axis,
        cast(lead_weights.weight as double) as weight,
        sum(cast(lead_weights.weight as double)) over (partition by indicators.dimension)
            as dimension_weight
    from {{ ref('lead_weights') }} as lead_weights
    inner join versions on lead_weights.version = versions.version
    inner join indicators on lead_weights.indicator = indicators.indicator
),

in_play as (
    select
        scoring_date,
        indicator,
        avg(cast(score as double)) as mean_score
    from scored
    group by scoring_date, indicator
),

-- the indicators in play fill their dimension; a dimension without any leaves its weight to others
weighed as (
    select
        in_play.scoring_date,
        in_play.indicator,
        in_play.mean_score,
        weights.dimension,
        weights.axis,
        weights.dimension_weight * weights.weight / nullif(sum(weights.weight) over (
            partition by in_play.scoring_date, weights.dimension
        ), 0) as weight
    from in_play
    inner join weights on in_play.indicator = weights.indicator
),

-- The running total is rounded, not each maximum: so the maxima add up to 100 exactly. To a tenth:
-- then a score from 1 to 10 brings whole hundredths.
totalled as (
    select
        *,
        round(cast(
            100e0 * sum(weight) over (partition by scoring_date order by indicator)
            / sum(weight) over (partition by scoring_date) as decimal(28, 8)
        ), 1) as points_so_far
    from weighed
    where weight > 0
),

final as (
    select
        scoring_date,
        indicator,
        dimension,
        axis,
        mean_score,
        cast(
            points_so_far - coalesce(
                lag(points_so_far) over (partition by scoring_date order by indicator), 0
            ) as decimal(18, 2)
        ) as max_points
    from totalled
)

select * from final
