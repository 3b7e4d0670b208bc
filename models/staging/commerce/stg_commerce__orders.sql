-- grain: one row per order or credit note
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('commerce', 'orders') }}
),

final as (
    select
        source_system,
        order_id,
        account_id,
        source_account_key,
        contact_id,
        ordered_at,
        status,
        net_amount,
        discount_amount,
        cost_amount,
        currency,
        channel,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
