-- grain: one row per account, month, measure and fact that month (long form of fct_account_months)
{{ config(materialized='view') }}

with account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

contract_months as (
    select * from {{ ref('int_contract_months') }}
),

activity_days as (
    select * from {{ ref('int_activity_days') }}
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- A contract that ended within the month is worth nothing at its end; no rate, no known price.
happened as (
    select
        account_id,
        revenue_on as happened_on,
        'revenue' as measure,
        revenue_amount as amount
    from account_revenue
    union all
    select
        account_id,
        revenue_on as happened_on,
        'margin' as measure,
        margin_amount as amount
    from account_revenue
    union all
    select
        account_id,
        revenue_on as happened_on,
        'costed' as measure,
        costed_amount as amount
    from account_revenue
    union all
    select
        account_id,
        revenue_on as happened_on,
        'orders' as measure,
        orders as amount
    from account_revenue
    union all
    select
        account_id,
        month as happened_on,
        'mrr' as measure,
        case when is_running then mrr_amount else 0 end as amount
    from contract_months
    where is_active
    union all
    select
        identity.account_id,
        activity_days.activity_on as happened_on,
        'activities' as measure,
        activity_days.activities as amount
    from activity_days
    inner join identity on activity_days.source_account_key = identity.source_account_key
    where activity_days.activity_on <= {{ as_of_date() }}
    union all
    select
        identity.account_id,
        {{ local_date('tickets.opened_at') }} as happened_on,
        'tickets' as measure,
        1 as amount
    from tickets
    inner join identity on tickets.source_account_key = identity.source_account_key
),

final as (
    select
        account_id,
        cast(date_trunc('month', happened_on) as date) as month,
        measure,
        cast(amount as decimal(18, 2)) as amount
    from happened
)

select * from final
