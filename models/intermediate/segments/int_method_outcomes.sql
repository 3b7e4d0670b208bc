-- grain: one row per account, model and outcome
{{ config(materialized='view') }}

with segment_months as (
    select * from {{ ref('int_segment_months') }}
),

months as (
    select * from {{ ref('int_months') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }} and revenue_amount > 0
),

lifecycle as (
    select * from {{ ref('int_lifecycle_stages') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

ends as (
    select
        max(month) filter (where months_ago = 0) as current_month,
        min(month) as base_month
    from months
    where months_ago <= {{ score_rule('power_months', 'signal_rules') }}
),

-- a model without members so long ago is measured on tonight's: what goes together, no forecast
members as (
    select
        segment_months.account_id,
        segment_months.model,
        segment_months.segment,
        segment_months.month = ends.base_month as is_foretelling
    from segment_months
    cross join ends
    where segment_months.month in (ends.base_month, ends.current_month)
    qualify
        segment_months.month = min(segment_months.month) over (partition by segment_months.model)
),

buyers as (
    select distinct revenue.account_id
    from revenue
    cross join ends
    where cast(date_trunc('month', revenue.revenue_on) as date) > ends.base_month
),

stayers as (
    select
        past.account_id,
        present.stage = 'churn' as has_churned
    from lifecycle as past
    cross join ends
    inner join lifecycle as present
        on past.account_id = present.account_id and ends.current_month = present.month
    where past.month = ends.base_month and past.stage <> 'churn'
),

final as (
    select
        members.account_id,
        members.model,
        'bought' as outcome,
        members.segment,
        members.is_foretelling,
        buyers.account_id is not null as is_event
    from members
    left join buyers on members.account_id = buyers.account_id
    union all
    select
        members.account_id,
        members.model,
        'churned' as outcome,
        members.segment,
        members.is_foretelling,
        stayers.has_churned as is_event
    from members
    inner join stayers on members.account_id = stayers.account_id
)

select * from final
