-- grain: one row per row of the export account_metrics, rejected rows included
{% set types = {'value_number': 'decimal(18, 6)', 'observed_on': 'date'} %}
{% set required = ['account_id', 'metric', 'observed_on'] %}

with export_rows as (
    select * from {{ source('raw', 'account_metrics') }}
),

cleaned as (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('metric') }} as metric,
        {{ clean_text('value_number') }} as value_number_text,
        {{ clean_text('value_text') }} as value_text,
        {{ clean_text('observed_on') }} as observed_on_text,
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
