-- grain: one row per survey response of a known account
with responses as (
    select * from {{ ref('stg_service__survey_responses') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- The scales are those of the surveys: NPS 0 to 10, CSAT 1 to 5, effort 1 to 7.
-- A score off its scale says nothing.
final as (
    select
        responses.source_system,
        responses.response_id,
        identity.account_id,
        {{ local_date('responses.responded_at') }} as answered_on,
        case
            when responses.survey <> 'nps' or responses.score not between 0 and 10 then null
            when responses.score >= 9 then 1e2
            when responses.score <= 6 then -1e2
            when responses.score < 9 then 0e0
        end as nps_points,
        case
            when responses.survey = 'csat' and responses.score between 1 and 5
                then cast(responses.score as double)
        end as csat_points,
        case
            when responses.survey <> 'ces' or responses.score not between 1 and 7 then null
            when responses.score >= 5 then 1e0
            when responses.score < 5 then 0e0
        end as low_effort_points
    from responses
    inner join identity on responses.source_account_key = identity.source_account_key
)

select * from final
