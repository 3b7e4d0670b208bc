-- grain: one row per active tag and customer
{{ config(materialized='view') }}

with customers as (
    select * from {{ ref('int_account_tiers') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

tags as (
    select * from {{ ref('tags') }}
    where is_active
),

account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight'
),

-- Its months follow each other without a gap.
lifecycle_stages as (
    select
        *,
        lag(stage, 12) over (partition by account_id order by month) as stage_before
    from {{ ref('int_lifecycle_stages') }}
),

satisfaction as (
    select * from {{ ref('int_satisfaction_metrics') }}
),

costs as (
    select * from {{ ref('int_account_costs') }}
    where as_of_date = {{ as_of_date() }}
),

-- Kept: it had not churned a year ago, and has not tonight.
measured as (
    select
        customers.account_id,
        revenue.revenue_12m_amount as revenue_amount,
        costs.acquisition_amount,
        costs.service_amount,
        case
            when lifecycle_stages.stage_before <> 'churn'
                then case when lifecycle_stages.stage = 'churn' then 0 else 1 end
        end as kept,
        cast(round(cast(satisfaction.nps_score as decimal(28, 8)), 6) as decimal(18, 6))
            as nps_score,
        cast(round(cast(satisfaction.csat_score as decimal(28, 8)), 6) as decimal(18, 6))
            as csat_score
    from customers
    left join lifecycle_stages
        on
            customers.account_id = lifecycle_stages.account_id
            and lifecycle_stages.month = cast(date_trunc('month', {{ as_of_date() }}) as date)
    left join satisfaction on customers.account_id = satisfaction.account_id
    left join revenue on customers.account_id = revenue.account_id
    left join costs on customers.account_id = costs.account_id
),

-- A tag without a row is off; one that can't be decided is on neither side.
final as (
    select
        tags.tag,
        measured.*,
        case
            when account_tags.tag is null or not account_tags.is_on then 'without'
            when account_tags.is_on then 'with'
            else 'unknown'
        end as side
    from tags
    cross join measured
    left join account_tags
        on measured.account_id = account_tags.account_id and tags.tag = account_tags.tag
)

select * from final
