-- grain: one row per sales activity
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('crm', 'activities') }}
),

final as (
    select
        source_system,
        activity_id,
        account_id,
        source_account_key,
        contact_id,
        lead_id,
        opportunity_id,
        owner_id,
        activity_type,
        direction,
        outcome,
        duration_minutes,
        occurred_at,
        play_id,
        due_at,
        is_done,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
