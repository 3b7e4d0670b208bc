-- grain: one row per customer and month from its first purchase or contract on
with customers as (
    select * from {{ ref('int_customers') }}
),

months as (
    select * from {{ ref('int_months') }}
),

purchase_months as (
    select * from {{ ref('int_purchase_months') }}
),

contract_months as (
    select * from {{ ref('int_contract_months') }}
),

started as (
    select
        account_id,
        first_purchased_on as first_active_on
    from purchase_months
    union all
    select
        account_id,
        first_started_on as first_active_on
    from contract_months
),

firsts as (
    select
        customers.account_id,
        min(started.first_active_on) as first_active_on
    from customers
    inner join started on customers.account_id = started.account_id
    group by customers.account_id
),

final as (
    select
        firsts.account_id,
        months.month,
        months.observed_on,
        months.months_ago,
        firsts.first_active_on,
        purchase_months.last_purchased_on,
        purchase_months.purchase_days,
        purchase_months.long_gap_days as own_long_gap_days,
        contract_months.first_started_on,
        contract_months.last_ended_on,
        coalesce(contract_months.is_running, false) as is_running,
        contract_months.mrr_amount,
        contract_months.mrr_before_amount,
        coalesce(purchase_months.month = months.month, false)
        or coalesce(contract_months.is_active, false) as is_active
    from firsts
    inner join months on firsts.first_active_on <= months.observed_on
    left join purchase_months
        on
            firsts.account_id = purchase_months.account_id
            and months.month >= purchase_months.month
            and months.month < purchase_months.next_month
    left join contract_months
        on firsts.account_id = contract_months.account_id and months.month = contract_months.month
)

select * from final
