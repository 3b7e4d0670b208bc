-- grain: one row per account that answered a survey lately
with responses as (
    select * from {{ ref('stg_service__survey_responses') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

recent as (
    select
        identity.account_id,
        responses.survey,
        responses.score
    from responses
    inner join identity on responses.source_account_key = identity.source_account_key
    where
        {{ days_between(local_date('responses.responded_at'), as_of_date()) }}
        < {{ score_rule('survey_days', 'signal_rules') }}
),

-- The scales are those of the surveys: NPS 0 to 10, CSAT 1 to 5, effort 1 to 7.
-- A score off its scale says nothing.
final as (
    select
        account_id,
        avg(
            case
                when survey <> 'nps' or score not between 0 and 10 then null
                when score >= 9 then 1e2
                when score <= 6 then -1e2
                when score < 9 then 0e0
            end
        ) as nps_score,
        avg(case when survey = 'csat' and score between 1 and 5 then cast(score as double) end)
            as csat_score,
        avg(
            case
                when survey <> 'ces' or score not between 1 and 7 then null
                when score >= 5 then 1e0
                when score < 5 then 0e0
            end
        ) as low_effort_rate
    from recent
    group by account_id
)

select * from final
