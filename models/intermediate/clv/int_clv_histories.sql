-- grain: one row per customer and kept date by which it was one: what the models look at
with customers as (
    select * from {{ ref('int_customers') }}
),

totals as (
    select * from {{ ref('int_customer_totals') }}
),

contract_months as (
    select * from {{ ref('int_contract_months') }}
),

-- A contract whose end is known brings nothing after it. Known tonight: not on the dates before.
contracts as (
    select
        account_id,
        month,
        is_running,
        mrr_amount,
        first_started_on,
        case when is_running then {{ as_of_date() }} else last_ended_on end as last_seen_on,
        last_ended_on,
        last_ended_on >= {{ as_of_date() }} and last_ended_on < date '9999-12-31' as is_ending
    from contract_months
),

joined as (
    select
        totals.*,
        customers.revenue_source,
        customers.first_customer_on,
        coalesce(contracts.is_running, false) as has_contract,
        contracts.mrr_amount,
        contracts.first_started_on,
        least(contracts.last_seen_on, totals.as_of_date) as last_seen_on,
        case
            when contracts.is_ending and totals.as_of_date = {{ as_of_date() }}
                then contracts.last_ended_on
        end as ends_on
    from totals
    inner join customers on totals.account_id = customers.account_id
    left join contracts
        on
            totals.account_id = contracts.account_id
            and cast(date_trunc('month', totals.as_of_date) as date) = contracts.month
),

final as (
    select
        account_id,
        as_of_date,
        revenue_source,
        first_customer_on,
        {{ full_months('first_customer_on', 'as_of_date') }} as customer_months,
        case
            when has_contract or revenue_source = 'subscriptions' then 'sbg' else 'bg_nbd'
        end as model,
        revenue_amount,
        revenue_12m_amount,
        margin_amount,
        case
            when costed_amount > 0
                then cast(margin_amount as double) / cast(costed_amount as double)
        end as margin_rate,
        case when purchase_days > 0 then purchase_days - 1 end as frequency,
        {{ days_between('first_purchase_on', 'last_purchase_on') }} as recency_days,
        {{ days_between('first_purchase_on', 'as_of_date') }} as age_days,
        cast(repeat_amount as double) / nullif(priced_repeat_days, 0) as mean_repeat_amount,
        has_contract,
        mrr_amount,
        {{ full_months('first_started_on', 'last_seen_on') }} as contract_months,
        {{ full_months('first_started_on', 'as_of_date') }} as months_since_contract,
        {{ full_months('as_of_date', 'ends_on - 1') }} + 1 as months_left
    from joined
)

select * from final
