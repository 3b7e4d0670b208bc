-- grain: one row per row of the export fx_rates, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'fx_rates') }}
),

cleaned as {{ materialized() }} (
    select
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('rate_date') }} as rate_date,
        {{ clean_text('rate_to_base') }} as rate_to_base,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        currency,
        {{ to_date('rate_date') }} as rate_date,
        {{ to_decimal('rate_to_base', 'decimal(28, 12)') }} as rate_to_base,
        {{ bad_values(
            typed={
                'rate_date': 'date',
                'rate_to_base': 'decimal(28, 12)'
            },
            required=['currency', 'rate_date', 'rate_to_base']
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
        currency is null or rate_date is null or rate_to_base is null as is_rejected
    from typed
)

select * from final
