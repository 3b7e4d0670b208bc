-- grain: one row per sales owner
with versions as (
    {{ vendor_rows('crm', 'users') }}
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
        count(*) over (partition by source_system, owner_id) as version_count,
        {{ version_rank(['source_system', 'owner_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        owner_id,
        owner_name,
        region,
        product_line,
        capacity,
        is_active,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
