-- grain: one row per community event
{{ config(materialized='view') }}

with versions as (
    {{ vendor_rows('community', 'events') }}
),

final as (
    select
        source_system,
        event_id,
        member_id,
        event_type,
        reply_to_event_id,
        occurred_at,
        group_id,
        loaded_day,
        changed_at
    from versions
    where is_latest and not is_rejected
)

select * from final
