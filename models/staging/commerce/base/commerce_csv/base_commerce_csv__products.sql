-- grain: one row per row of the export erp_products, rejected rows included
{% set types = {} %}
{% set required = ['product_id'] %}

with export_rows as (
    select * from {{ source('raw', 'erp_products') }}
),

cleaned as (
    select
        {{ clean_id('product_id') }} as product_id,
        {{ clean_text('name') }} as product_name,
        {{ clean_text('family') }} as product_family,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select * from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
