-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

renewed as (
    select * from {{ ref('int_renewals') }}
),

paid_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

clock as (
    select
        {{ as_of_date() }} as as_of_date,
        cast({{ as_of_date() }} - interval 12 month as date) as year_ago
),

placed_in_time as (
    select
        paid_terms.account_id,
        paid_terms.mrr_amount,
        clock.as_of_date between paid_terms.started_on and paid_terms.ended_on as runs_now,
        clock.year_ago between paid_terms.started_on and paid_terms.ended_on as ran_then
    from paid_terms
    cross join clock
),

recurring as (
    select
        account_id,
        bool_or(runs_now) as runs_now,
        sum(mrr_amount) filter (where runs_now) as mrr_now_amount,
        sum(mrr_amount) filter (where ran_then) as mrr_then_amount
    from placed_in_time
    group by account_id
),

counted as (
    select
        customers.account_id,
        {{ full_years('customers.first_customer_on', as_of_date()) }} as tenure_years,
        case
            when (select count(anybody.account_id) from renewed as anybody) > 0
                then coalesce(renewed.renewals, 0)
        end as renewals,
        case when not recurring.runs_now then 0 else recurring.mrr_now_amount end as mrr_now_amount,
        recurring.mrr_then_amount
    from customers
    left join renewed on customers.account_id = renewed.account_id
    left join recurring on customers.account_id = recurring.account_id
),

final as (
    select
        account_id,
        tenure_years,
        renewals,
        tenure_years + coalesce(renewals, 0) as tenure_and_renewals,
        case
            when mrr_then_amount > 0
                then cast(mrr_now_amount as double) / cast(mrr_then_amount as double)
        end as net_revenue_retention_rate
    from counted
)

select * from final
