-- grain: one row per order line
with versions as (
    {{ vendor_rows('commerce', 'order_lines') }}
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
        count(*) over (partition by source_system, order_id, line_no) as version_count,
        {{ version_rank(['source_system', 'order_id', 'line_no']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        order_id,
        line_no,
        product_id,
        quantity,
        net_amount,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
