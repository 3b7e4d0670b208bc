-- grain: one row per row of the export erp_products, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'erp_products') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('name') }} as name,
        {{ clean_text('family') }} as family,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        product_id,
        name as product_name,
        family as product_family,
        {{ bad_values(
            typed={},
            required=['product_id']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

final as (
    select
        *,
        product_id is null as is_rejected
    from typed
)

select * from final
