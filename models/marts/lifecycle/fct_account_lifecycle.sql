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
    -- The current month and those before it, history_month_ends in all.
    where months.is_kept
)

select * from final
