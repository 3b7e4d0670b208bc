-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

rfm as (
    select * from {{ ref('int_account_rfm') }}
    where as_of_date = {{ as_of_date() }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages') }}
    where month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

states as (
    select * from {{ ref('int_activity_states') }}
    where month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

concentration as (
    select * from {{ ref('int_account_concentration') }}
),

final as (
    select
        customers.account_id,
        rfm.r_score as recency_score,
        rfm.f_score as frequency_score,
        rfm.m_score as monetary_score,
        nullif(rfm.rfm_segment, 'unknown') as rfm_segment,
        stages.stage as lifecycle_stage,
        states.activity_state,
        concentration.is_core_account
    from customers
    left join rfm on customers.account_id = rfm.account_id
    left join stages on customers.account_id = stages.account_id
    left join states on customers.account_id = states.account_id
    left join concentration on customers.account_id = concentration.account_id
)

select * from final
