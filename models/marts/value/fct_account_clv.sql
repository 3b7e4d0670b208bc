-- grain: one row per customer and kept date by which it was one
with histories as (
    select * from {{ ref('int_clv_histories') }}
),

expectations as (
    select * from {{ ref('int_account_clv') }}
),

costs as (
    select * from {{ ref('int_account_costs') }}
),

stances as (
    select
        *,
        check_order = max(check_order) over () as takes_the_rest
    from {{ ref('clv_stances') }}
),

-- In margin where the cost of what was sold is known, else in revenue.
weighed as (
    select
        histories.*,
        expectations.parameters_version,
        expectations.p_alive,
        expectations.expected_orders_12m,
        expectations.expected_order_amount,
        expectations.monthly_amount,
        expectations.renewal_rate,
        expectations.future_clv,
        expectations.future_percentile,
        costs.acquisition_amount,
        costs.service_amount,
        costs.sales_amount,
        costs.acquisition_amount + costs.service_amount as costs_amount,
        case when histories.margin_amount is null then 'revenue' else 'margin' end as value_basis,
        case when histories.margin_amount is null then 1e0 else histories.margin_rate end
            as basis_rate,
        coalesce(histories.margin_amount, histories.revenue_amount)
        - costs.service_amount + costs.sales_amount as earned,
        nullif(cast(costs.acquisition_amount + costs.sales_amount as double), 0e0) as cost_to_win
    from histories
    inner join expectations
        on
            histories.account_id = expectations.account_id
            and histories.as_of_date = expectations.as_of_date
    inner join costs
        on
            histories.account_id = costs.account_id
            and histories.as_of_date = costs.as_of_date
),

compared as (
    select
        *,
        (cast(earned as double) + future_clv * basis_rate) / cost_to_win as clv_to_cac_ratio,
        cost_to_win * greatest(customer_months, 1) / case when earned > 0 then earned end
            as payback_months
    from weighed
),

-- The first stance whose bounds are all reached, what is unknown stands in no way; or the last.
stanced as (
    select
        compared.*,
        stances.stance
    from compared
    left join stances
        on
            compared.future_percentile is not null
            and (
                compared.future_percentile >= stances.min_future_percentile
                and coalesce(compared.p_alive >= stances.min_p_alive, true)
                and coalesce(compared.clv_to_cac_ratio >= stances.min_clv_to_cac, true)
                or stances.takes_the_rest
            )
    qualify
        row_number() over (
            partition by compared.account_id, compared.as_of_date order by stances.check_order
        ) = 1
),

final as (
    select
        account_id,
        as_of_date,
        revenue_amount as net_revenue,
        margin_amount as margin,
        acquisition_amount as acquisition_cost,
        service_amount as service_cost,
        cast(revenue_amount - costs_amount as decimal(18, 2)) as historic_clv,
        future_clv,
        model,
        p_alive,
        expected_orders_12m,
        cast(margin_amount - costs_amount as decimal(18, 2)) as historic_margin_clv,
        {{ double_to_amount('cast(future_clv as double) * margin_rate') }} as future_margin_clv,
        cast(revenue_amount - costs_amount + future_clv as decimal(18, 2)) as clv,
        value_basis,
        sales_amount as sales_cost,
        {{ round_alike('clv_to_cac_ratio', 6) }} as clv_to_cac_ratio,
        {{ round_alike('payback_months', 6) }} as payback_months,
        {{ round_alike('future_percentile', 6) }} as future_percentile,
        coalesce(stance, 'unknown') as stance,
        frequency,
        recency_days,
        age_days,
        {{ double_to_amount('mean_repeat_amount') }} as mean_order_amount,
        expected_order_amount,
        has_contract,
        contract_months,
        months_since_contract,
        monthly_amount,
        renewal_rate,
        parameters_version
    from stanced
)

select * from final
