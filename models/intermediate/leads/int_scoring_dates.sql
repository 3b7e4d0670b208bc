-- grain: one row per date for which leads are scored
with months as (
    select * from {{ ref('int_months') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

final as (
    select
        {{ as_of_date() }} as scoring_date,
        true as is_newest
    union all
    select
        last_day as scoring_date,
        false as is_newest
    from months
    where
        last_day < {{ as_of_date() }}
        and months_ago <= {{ lead_rule('scored_month_ends') }}
)

select * from final
