-- grain: one row per row of the export erp_order_lines, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'erp_order_lines') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('line_no') }} as line_no,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('quantity') }} as quantity,
        {{ clean_text('net_amount') }} as net_amount,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        order_id,
        {{ to_bigint('line_no') }} as line_no,
        product_id,
        {{ to_decimal('quantity') }} as quantity,
        {{ to_decimal('net_amount') }} as net_amount,
        {{ bad_values(
            typed={
                'line_no': 'bigint',
                'quantity': 'decimal(18, 6)',
                'net_amount': 'decimal(18, 6)'
            },
            required=['order_id', 'line_no', 'product_id', 'net_amount']
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
        order_id is null or line_no is null or product_id is null or net_amount is null as is_rejected
    from typed
)

select * from final
