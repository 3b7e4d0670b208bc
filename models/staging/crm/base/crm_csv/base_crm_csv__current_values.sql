-- grain: one row per row of the export crm_current_values, rejected rows included
{% set types = {} %}
{% set required = ['object', 'record_id', 'field'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_current_values') }}
),

cleaned as (
    select
        {{ clean_code('object') }} as object,
        {{ clean_id('record_id') }} as record_id,
        {{ clean_text('field') }} as field,
        {{ clean_text('value') }} as value,
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
