-- grain: one row per open lead and scoring date, with the sums of its factors
with factors as (
    select * from {{ ref('int_lead_factors') }}
),

next_steps as (
    select * from {{ ref('lead_next_steps') }}
),

-- a driver lifts a lead above the others of its date
drivers as (
    select
        lead_key,
        scoring_date,
        factor,
        row_number() over (
            partition by lead_key, scoring_date
            order by
                round((score - mean_score) * cast(max_points as double), 6) desc, factor asc
        ) as place
    from factors
    where status = 'known' and score > mean_score
),

brief as (
    select
        lead_key,
        scoring_date,
        max(factor) filter (where place = 1) as driver_1,
        max(factor) filter (where place = 2) as driver_2,
        max(factor) filter (where place = 3) as driver_3
    from drivers
    where place <= 3
    group by lead_key, scoring_date
),

steps as (
    select
        factors.lead_key,
        factors.scoring_date,
        min_by(next_steps.next_step, next_steps.position) as next_step
    from factors
    inner join next_steps
        on
            factors.factor = next_steps.indicator
            and next_steps.status in ('%', factors.status)
            and coalesce(factors.score, 1) between next_steps.from_score and next_steps.to_score
    group by factors.lead_key, factors.scoring_date
),

summed as (
    select
        lead_key,
        scoring_date,
        sum(points) as lead_score,
        {{ axis_score('fit') }} as fit_score,
        {{ axis_score('engagement') }} as engagement_score,
        sum(case when status = 'known' then max_points else 0 end) / 100e0 as data_coverage_rate
    from factors
    group by lead_key, scoring_date
),

final as (
    select
        summed.lead_key,
        summed.scoring_date,
        cast(summed.lead_score as decimal(18, 2)) as lead_score,
        summed.fit_score,
        summed.engagement_score,
        cast(summed.data_coverage_rate as double) as data_coverage_rate,
        brief.driver_1,
        brief.driver_2,
        brief.driver_3,
        steps.next_step
    from summed
    left join brief
        on summed.lead_key = brief.lead_key and summed.scoring_date = brief.scoring_date
    left join steps
        on summed.lead_key = steps.lead_key and summed.scoring_date = steps.scoring_date
)

select * from final
