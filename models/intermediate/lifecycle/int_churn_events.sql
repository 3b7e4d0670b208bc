-- grain: one row per customer and month in which its stage became churn
with lifecycle_stages as (
    select
        *,
        coalesce(
            lag(stage) over (partition by account_id order by month) <> 'churn', true
        ) as is_new_stage
    from {{ ref('int_lifecycle_stages') }}
),

lifecycle_months as (
    select * from {{ ref('int_lifecycle_months') }}
),

contract_months as (
    select * from {{ ref('int_contract_months') }}
),

account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

churned as (
    select
        lifecycle_stages.account_id,
        lifecycle_stages.month,
        lifecycle_months.observed_on,
        lifecycle_stages.is_contractual,
        case
            when lifecycle_stages.is_contractual then lifecycle_months.last_ended_on
            else lifecycle_months.last_purchased_on
        end as last_active_on,
        -- A threshold that fell in the month makes no churn of the months before.
        case
            when lifecycle_stages.is_contractual then lifecycle_months.last_ended_on
            else greatest(
                lifecycle_months.month,
                lifecycle_months.last_purchased_on
                + cast(lifecycle_stages.churn_threshold_days as int) + 1
            )
        end as churned_on
    from lifecycle_stages
    inner join lifecycle_months
        on
            lifecycle_stages.account_id = lifecycle_months.account_id
            and lifecycle_stages.month = lifecycle_months.month
    where lifecycle_stages.stage = 'churn' and lifecycle_stages.is_new_stage
),

-- A year without a day of revenue brought 0; one whose amounts are all unknown is unknown.
earned as (
    select
        churned.account_id,
        churned.month,
        case
            when count(account_revenue.account_id) = 0 then 0
            else sum(account_revenue.revenue_amount)
        end as revenue_amount
    from churned
    left join account_revenue
        on
            churned.account_id = account_revenue.account_id
            and churned.last_active_on >= account_revenue.revenue_on
            and account_revenue.revenue_on
            > cast(churned.last_active_on - interval 12 month as date)
    group by churned.account_id, churned.month
),

active_days as (
    select
        account_id,
        revenue_on as active_on
    from account_revenue
    where purchases > 0
    union all
    select
        account_id,
        started_on as active_on
    from subscription_terms
),

reactivated as (
    select
        churned.account_id,
        churned.month,
        min(active_days.active_on) as reactivated_on
    from churned
    inner join active_days
        on
            churned.account_id = active_days.account_id
            and churned.observed_on < active_days.active_on
    group by churned.account_id, churned.month
),

-- The last month end that the contract could see.
final as (
    select
        churned.*,
        case when churned.is_contractual then contract_months.mrr_amount end as lost_mrr_amount,
        cast(earned.revenue_amount as decimal(18, 2)) as lost_revenue_12m_amount,
        reactivated.reactivated_on
    from churned
    inner join earned
        on churned.account_id = earned.account_id and churned.month = earned.month
    left join contract_months
        on
            churned.account_id = contract_months.account_id
            and contract_months.month = cast(
                date_trunc('month', churned.last_active_on + 1) - interval 1 month as date
            )
    left join reactivated
        on churned.account_id = reactivated.account_id and churned.month = reactivated.month
)

select * from final
