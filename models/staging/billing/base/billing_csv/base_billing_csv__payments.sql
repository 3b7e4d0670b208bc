-- grain: one row per row of the export ar_payments, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'ar_payments') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('payment_id') }} as payment_id,
        {{ clean_text('invoice_id') }} as invoice_id,
        {{ clean_text('amount') }} as amount,
        {{ clean_text('paid_on') }} as paid_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        payment_id,
        invoice_id,
        {{ to_decimal('amount') }} as amount,
        {{ to_date('paid_on') }} as paid_on,
        {{ bad_values(
            typed={
                'amount': 'decimal(18, 6)',
                'paid_on': 'date'
            },
            required=['payment_id', 'invoice_id', 'amount', 'paid_on']
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
        payment_id is null or invoice_id is null or amount is null or paid_on is null as is_rejected
    from typed
)

select * from final
