-- grain: one row per customer, with what it is expected to bring as of the date
{{ config(materialized='view') }}

with outlooks as (
    select * from {{ ref('int_account_clv') }}
),

final as (
    select
        account_id,
        p_alive,
        expected_orders_12m,
        future_clv
    from outlooks
    where as_of_date = {{ as_of_date() }}
)

select * from final
