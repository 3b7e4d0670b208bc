-- grain: one row per account that answered a survey lately
with answers as (
    select * from {{ ref('int_survey_answers') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

final as (
    select
        account_id,
        avg(nps_points) as nps_score,
        avg(csat_points) as csat_score,
        avg(low_effort_points) as low_effort_rate
    from answers
    where
        {{ days_between('answered_on', as_of_date()) }}
        < {{ score_rule('survey_days', 'signal_rules') }}
    group by account_id
)

select * from final
