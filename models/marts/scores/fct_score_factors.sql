-- grain: one row per account, score and factor
with factors as (
    select * from {{ ref('int_score_factors') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'value'
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
    cross join rules
)

select * from final
