-- grain: one row per open lead and scoring date
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

scores as (
    select * from {{ ref('int_lead_scores') }}
),

grades as (
    select
        *,
        coalesce(lead(lower_bound) over (order by lower_bound), 1000) as next_bound
    from {{ ref('lead_grades') }}
),

cells as (
    select * from {{ ref('lead_cells') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'lead'
),

placed as (
    select
        *,
        data_coverage_rate >= {{ score_rule('coverage_floor') }} as is_rated,
        case
            when fit_score >= {{ lead_rule('fit_a_from') }} then 'A'
            when fit_score >= {{ lead_rule('fit_b_from') }} then 'B'
            when fit_score is not null then 'C'
        end || case
            when engagement_score >= {{ lead_rule('engagement_1_from') }} then '1'
            when engagement_score >= {{ lead_rule('engagement_2_from') }} then '2'
            when engagement_score is not null then '3'
        end as fit_engagement_cell
    from scores
),

-- a lead of which nothing at all is known has no score and no grade
final as (
    select
        lead_dates.lead_id,
        lead_dates.scoring_date as as_of_date,
        placed.lead_score,
        placed.fit_score,
        placed.engagement_score,
        case when placed.is_rated then grades.grade else 'unrated' end as grade,
        placed.fit_engagement_cell,
        cells.is_premium and placed.is_rated as is_premium,
        coalesce(placed.data_coverage_rate, 0e0) as data_coverage_rate,
        placed.driver_1,
        placed.driver_2,
        placed.driver_3,
        placed.next_step,
        lead_dates.account_id,
        lead_dates.is_newest,
        lead_dates.source_system,
        rules.rules_version
    from lead_dates
    cross join rules
    left join placed
        on
            lead_dates.lead_key = placed.lead_key
            and lead_dates.scoring_date = placed.scoring_date
    left join grades
        on placed.lead_score >= grades.lower_bound and placed.lead_score < grades.next_bound
    left join cells on placed.fit_engagement_cell = cells.fit_engagement_cell
)

select * from final
