-- grain: one row per row of the export ar_payments, rejected rows included
{% set types = {'amount': 'decimal(18, 6)', 'paid_on': 'date'} %}
{% set required = ['payment_id', 'invoice_id', 'amount', 'paid_on'] %}

with export_rows as (
    select * from {{ source('raw', 'ar_payments') }}
),

cleaned as (
    select
        {{ clean_id('payment_id') }} as payment_id,
        {{ clean_id('invoice_id') }} as invoice_id,
        {{ clean_text('amount') }} as amount_text,
        {{ clean_text('paid_on') }} as paid_on_text,
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
