-- grain: one row per CRM record and field that Strata writes back
with versions as (
    {{ vendor_rows('crm', 'current_values') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, object, record_id, field) as version_count,
        {{ version_rank(['source_system', 'object', 'record_id', 'field']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        object,
        record_id,
        field,
        value,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
