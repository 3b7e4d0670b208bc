-- grain: one row per product
with versions as (
    {{ vendor_rows('commerce', 'products') }}
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
        count(*) over (partition by source_system, product_id) as version_count,
        {{ version_rank(['source_system', 'product_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        product_id,
        product_name,
        product_family,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
