-- grain: one row per e-mail event
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('marketing', 'email_events') }}
),

final as (
    select
        source_system,
        event_id,
        email,
        campaign_id,
        event_type,
        occurred_at,
        contact_id,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
