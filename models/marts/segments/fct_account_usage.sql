-- grain: one row per account and week in which it used the product
with weeks as (
    select * from {{ ref('int_usage_weeks') }}
),

final as (
    select
        account_id,
        week_starts_on,
        active_users,
        active_days,
        events,
        features,
        limit_hits,
        weeks_ago >= 0 as is_complete
    from weeks
)

select * from final
