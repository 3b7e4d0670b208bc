-- grain: one row per web event
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('web', 'events') }}
),

final as (
    select
        source_system,
        event_id,
        visitor_id,
        user_id,
        email,
        event_name,
        occurred_at,
        received_at,
        page_url,
        page_title,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        country,
        device_type,
        user_agent,
        event_label,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
