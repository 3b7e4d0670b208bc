-- grain: one row per row of the export crm_opportunity_stage_history, rejected rows included
{% set types = {'entered_at': 'timestamp'} %}
{% set required = ['opportunity_id', 'stage', 'entered_at'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_opportunity_stage_history') }}
),

cleaned as (
    select
        {{ clean_id('opportunity_id') }} as opportunity_id,
        {{ clean_text('stage') }} as stage,
        {{ clean_text('entered_at') }} as entered_at_text,
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
