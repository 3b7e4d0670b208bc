-- grain: one row per row of the export fx_rates, rejected rows included
{% set types = {'rate_date': 'date', 'rate_to_base': 'decimal(28, 12)'} %}
{% set required = ['currency', 'rate_date', 'rate_to_base'] %}

with export_rows as (
    select * from {{ source('raw', 'fx_rates') }}
),

cleaned as (
    select
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('rate_date') }} as rate_date_text,
        {{ clean_text('rate_to_base') }} as rate_to_base_text,
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
