-- grain: one row per tenth of the customers, by the repeat orders that were predicted of them
with histories as (
    select * from {{ ref('int_clv_histories') }}
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
    where model = 'bg_nbd' and purpose = 'holdout' and valid_to = date '9999-12-31'
),

order_outlooks as (
    select * from {{ ref('int_order_outlooks') }}
    where purpose = 'holdout'
),

-- Customers of the day on which the fit stopped; their orders since then were not shown to it.
predicted as (
    select
        parameters.version,
        histories.account_id,
        histories.as_of_date as fitted_until,
        histories.frequency,
        {{ round_alike(
            bg_nbd_p_alive(
                'parameters', 'histories.frequency', 'histories.recency_days', 'histories.age_days'
            ) ~ ' * cast(order_outlooks.orders_if_alive as double)',
            6
        ) }} as predicted_orders
    from histories
    inner join parameters on histories.as_of_date = parameters.fitted_until
    inner join order_outlooks
        on
            parameters.version = order_outlooks.version
            and histories.frequency = order_outlooks.frequency
            and histories.age_days = order_outlooks.age_days
    where histories.model = 'bg_nbd'
),

-- Equal predictions are in one tenth.
compared as (
    select
        predicted.*,
        tonight.frequency - predicted.frequency as actual_orders,
        cast(
            floor(
                (rank() over (order by predicted.predicted_orders) - 1) * 10
                / cast(count(*) over () as double)
            ) as int
        ) + 1 as decile
    from predicted
    inner join histories as tonight
        on
            predicted.account_id = tonight.account_id
            and tonight.as_of_date = {{ as_of_date() }}
),

final as (
    select
        version,
        decile,
        fitted_until,
        {{ as_of_date() }} as tested_until,
        count(*) as customers,
        {{ round_alike('avg(predicted_orders)', 6) }} as predicted_orders,
        {{ round_alike('avg(cast(actual_orders as double))', 6) }} as actual_orders,
        {{ round_alike('avg(case when actual_orders > 0 then 1e0 else 0e0 end)', 6) }}
            as buyer_rate,
        cast(sum(actual_orders) as bigint) as orders
    from compared
    group by version, decile, fitted_until
)

select * from final
