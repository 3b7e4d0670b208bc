-- grain: one row per row of the export service_time, rejected rows included
{% set types = {
    'service_date': 'date', 'hours': 'decimal(18, 6)', 'planned_hours': 'decimal(18, 6)'
} %}
{% set required = ['service_id', 'account_id', 'service_date', 'hours'] %}

with export_rows as (
    select * from {{ source('raw', 'service_time') }}
),

cleaned as (
    select
        {{ clean_id('service_id') }} as service_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('service_date') }} as service_date_text,
        {{ clean_code('phase') }} as phase,
        {{ clean_text('hours') }} as hours_text,
        {{ clean_text('planned_hours') }} as planned_hours_text,
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
