-- grain: one row per account or lead, date, score and factor
{{ long_view() }}

with factors as (
    select * from {{ ref('int_score_factors') }}
),

lead_factors as (
    select * from {{ ref('int_lead_factors') }}
),

lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
),

final as (
    select
        'account' as entity_type,
        factors.account_id as entity_id,
        {{ as_of_date() }} as as_of_date,
        'value' as score_name,
        factors.factor,
        factors.dimension,
        factors.raw_value,
        factors.status,
        factors.points,
        factors.max_points,
        rules.rules_version
    from factors
    inner join rules on rules.object = 'value'
    union all
    select
        'lead' as entity_type,
        lead_dates.lead_id as entity_id,
        lead_factors.scoring_date as as_of_date,
        'lead' as score_name,
        lead_factors.factor,
        lead_factors.dimension,
        lead_factors.raw_value,
        lead_factors.status,
        lead_factors.points,
        lead_factors.max_points,
        rules.rules_version
    from lead_factors
    inner join lead_dates
        on
            lead_factors.lead_key = lead_dates.lead_key
            and lead_factors.scoring_date = lead_dates.scoring_date
    inner join rules on rules.object = 'lead'
)

select * from final
