-- grain: one row per row of the export ar_invoices, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'ar_invoices') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('invoice_id') }} as invoice_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('amount') }} as amount,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('issued_on') }} as issued_on,
        {{ clean_text('due_on') }} as due_on,
        {{ clean_text('is_disputed') }} as is_disputed,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        invoice_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        {{ to_decimal('amount') }} as amount,
        currency,
        {{ to_date('issued_on') }} as issued_on,
        {{ to_date('due_on') }} as due_on,
        {{ to_boolean('is_disputed') }} as is_disputed,
        {{ bad_values(
            typed={
                'amount': 'decimal(18, 6)',
                'issued_on': 'date',
                'due_on': 'date',
                'is_disputed': 'boolean'
            },
            required=['invoice_id', 'account_id', 'amount', 'issued_on']
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
        invoice_id is null or account_id is null or amount is null or issued_on is null as is_rejected
    from typed
)

select * from final
