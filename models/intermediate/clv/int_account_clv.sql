-- grain: one row per customer and kept date by which it was one: what it is still expected to bring
with histories as (
    select * from {{ ref('int_clv_histories') }}
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
    where purpose = 'score'
),

order_outlooks as (
    select * from {{ ref('int_order_outlooks') }}
    where purpose = 'score'
),

contract_outlooks as (
    select * from {{ ref('int_contract_outlooks') }}
),

looked_up as (
    select
        histories.*,
        parameters.version as parameters_version,
        {{ bg_nbd_p_alive(
            'parameters', 'histories.frequency', 'histories.recency_days', 'histories.age_days'
        ) }} as p_order,
        {{ gamma_gamma_mean('spending', 'histories.frequency', 'histories.mean_repeat_amount') }}
            as amount_an_order,
        case
            when histories.revenue_source = 'subscriptions'
                then cast(histories.mrr_amount as double)
            when histories.has_contract
                then
                    cast(histories.revenue_12m_amount as double)
                    / least(greatest(histories.customer_months, 1), 12)
        end as monthly_amount
    from histories
    left join parameters
        on
            histories.model = parameters.model
            and histories.as_of_date >= parameters.valid_from
            and histories.as_of_date < parameters.valid_to
    left join parameters as spending
        on
            case when histories.model = 'bg_nbd' then 'gamma_gamma' end = spending.model
            and histories.as_of_date >= spending.valid_from
            and histories.as_of_date < spending.valid_to
),

expected as (
    select
        looked_up.*,
        looked_up.p_order * cast(order_outlooks.orders_if_alive as double) as orders_12m,
        looked_up.p_order * cast(order_outlooks.discounted_orders_if_alive as double)
            as discounted_orders,
        case when looked_up.has_contract then contract_outlooks.renewal_rate end as renewal_rate,
        cast(contract_outlooks.discounted_months as double) as discounted_months
    from looked_up
    left join order_outlooks
        on
            looked_up.parameters_version = order_outlooks.version
            and looked_up.frequency = order_outlooks.frequency
            and looked_up.age_days = order_outlooks.age_days
    left join contract_outlooks
        on
            looked_up.parameters_version = contract_outlooks.version
            and looked_up.contract_months = contract_outlooks.contract_months
            and looked_up.months_left is not distinct from contract_outlooks.months_left
),

-- A contract that has ended, or ends on the date, brings nothing, whatever the parameters.
valued as (
    select
        account_id,
        as_of_date,
        parameters_version,
        case
            when model = 'sbg' and has_contract then 1e0
            when model = 'sbg' then 0e0
            when frequency > 0 then {{ round_alike('p_order', 6) }}
        end as p_alive,
        {{ round_alike('orders_12m', 6) }} as expected_orders_12m,
        {{ double_to_amount('amount_an_order') }} as expected_order_amount,
        {{ double_to_amount('monthly_amount') }} as monthly_amount,
        {{ round_alike('renewal_rate', 6) }} as renewal_rate,
        case
            when model = 'bg_nbd'
                then {{ double_to_amount('discounted_orders * amount_an_order') }}
            when not has_contract or months_left = 0 then 0
            else {{ double_to_amount('discounted_months * monthly_amount') }}
        end as future_clv
    from expected
),

-- Ties share the middle rank.
final as (
    select
        *,
        case
            when future_clv is not null
                then
                    (rank() over by_future - 1) * 0.5e0 / count(*) over all_known
                    + cume_dist() over by_future * 0.5e0
        end as future_percentile
    from valued
    window
        by_future as (partition by as_of_date, future_clv is null order by future_clv),
        all_known as (
            partition by as_of_date, future_clv is null order by future_clv
            rows between unbounded preceding and unbounded following
        )
)

select * from final
