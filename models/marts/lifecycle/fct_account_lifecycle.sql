-- grain: one row per account and month
with lifecycle_stages as (
    select * from {{ ref('int_lifecycle_stages') }}
),

activity_states as (
    select * from {{ ref('int_activity_states') }}
),

months as (
    select * from {{ ref('int_months') }}
),

history_rules as (
    select max(value) filter (where rule = 'history_month_ends') as history_month_ends
    from {{ ref('history_rules') }}
),

followed as (
    select
        *,
        lag(stage) over (partition by account_id order by month) as previous_stage
    from lifecycle_stages
),

final as (
    select
        followed.account_id,
        followed.month,
        followed.stage,
        activity_states.activity_state,
        followed.previous_stage,
        followed.is_contractual,
        followed.days_since_order,
        followed.gap_threshold_days,
        followed.churn_threshold_days,
        followed.stage_reason
    from followed
    inner join months on followed.month = months.month
    inner join activity_states
        on
            followed.account_id = activity_states.account_id
            and followed.month = activity_states.month
    cross join history_rules
    -- The current month is one of them.
    where months.months_ago < history_rules.history_month_ends
)

select * from final
