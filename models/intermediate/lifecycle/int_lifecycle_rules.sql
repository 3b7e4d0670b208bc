-- grain: one row per project: the thresholds of the lifecycle side by side
with lifecycle_rules as (
    select * from {{ ref('lifecycle_rules') }}
),

final as (
    select
        cast(max(value) filter (where rule = 'intro_days') as int) as intro_days,
        cast(max(value) filter (where rule = 'min_orders') as int) as min_orders,
        cast(max(value) filter (where rule = 'gap_percent') as int) as gap_percent,
        cast(max(value) filter (where rule = 'gap_floor_days') as int) as gap_floor_days,
        cast(max(value) filter (where rule = 'gap_cap_days') as int) as gap_cap_days,
        cast(max(value) filter (where rule = 'pool_months') as int) as pool_months,
        cast(max(value) filter (where rule = 'churn_multiple') as decimal(18, 2)) as churn_multiple,
        cast(max(value) filter (where rule = 'growth_days') as int) as growth_days,
        cast(max(value) filter (where rule = 'growth_percent') as int) as growth_percent,
        cast(max(value) filter (where rule = 'grace_days') as int) as grace_days
    from lifecycle_rules
)

select * from final
