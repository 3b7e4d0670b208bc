-- grain: one row per row of the export ar_invoices, rejected rows included
{% set types = {
    'amount': 'decimal(18, 6)', 'issued_on': 'date', 'due_on': 'date', 'is_disputed': 'boolean'
} %}
{% set required = ['invoice_id', 'account_id', 'amount', 'issued_on'] %}

with export_rows as (
    select * from {{ source('raw', 'ar_invoices') }}
),

cleaned as (
    select
        {{ clean_id('invoice_id') }} as invoice_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('amount') }} as amount_text,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('issued_on') }} as issued_on_text,
        {{ clean_text('due_on') }} as due_on_text,
        {{ clean_text('is_disputed') }} as is_disputed_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
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
