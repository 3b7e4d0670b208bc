-- In every month and model, credit is exactly the conversions and their amounts.
with models as (
    select * from {{ ref('attribution_models') }}
),

outcomes as (
    select * from {{ ref('int_outcomes') }}
    where is_conversion
),

happened as (
    select
        outcomes.month,
        models.model,
        count(*) as conversions,
        sum(outcomes.amount) as amount
    from outcomes
    cross join models
    group by outcomes.month, models.model
),

credited as (
    select
        month,
        model,
        sum(conversions) as conversions,
        sum(amount) as amount
    from {{ ref('rpt_attribution') }}
    group by month, model
)

select
    happened.month,
    happened.model,
    happened.conversions,
    credited.conversions as credited_conversions,
    happened.amount,
    credited.amount as credited_amount
from happened
left join credited on happened.month = credited.month and happened.model = credited.model
where
    happened.conversions <> coalesce(credited.conversions, 0)
    or coalesce(happened.amount, 0) <> coalesce(credited.amount, 0)
