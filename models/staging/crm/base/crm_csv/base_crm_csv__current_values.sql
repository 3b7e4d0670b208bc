-- grain: one row per row of the export crm_current_values, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_current_values') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_code('object') }} as object,
        {{ clean_text('record_id') }} as record_id,
        {{ clean_text('field') }} as field,
        {{ clean_text('value') }} as value,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        object,
        record_id,
        field,
        value,
        {{ bad_values(
            typed={},
            required=['object', 'record_id', 'field']
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
        object is null or record_id is null or field is null as is_rejected
    from typed
)

select * from final
