-- grain: one row per row of the export erp_order_lines, rejected rows included
{% set types = {
    'line_no': 'bigint', 'quantity': 'decimal(18, 6)', 'net_amount': 'decimal(18, 6)'
} %}
{% set required = ['order_id', 'line_no', 'product_id', 'net_amount'] %}

with export_rows as (
    select * from {{ source('raw', 'erp_order_lines') }}
),

cleaned as (
    select
        {{ clean_id('order_id') }} as order_id,
        {{ clean_text('line_no') }} as line_no_text,
        {{ clean_id('product_id') }} as product_id,
        {{ clean_text('quantity') }} as quantity_text,
        {{ clean_text('net_amount') }} as net_amount_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
