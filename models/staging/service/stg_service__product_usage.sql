-- grain: one row per account, day and feature
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('service', 'product_usage') }}
),

final as (
    select
        source_system,
        account_id,
        source_account_key,
        usage_date,
        feature,
        active_users,
        events,
        limit_hits,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
