-- grain: one row per row of the export crm_opportunity_stage_history, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_opportunity_stage_history') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('opportunity_id') }} as opportunity_id,
        {{ clean_text('stage') }} as stage,
        {{ clean_text('entered_at') }} as entered_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        opportunity_id,
        stage,
        {{ to_timestamp('entered_at') }} as entered_at,
        {{ bad_values(
            typed={
                'entered_at': 'timestamp'
            },
            required=['opportunity_id', 'stage', 'entered_at']
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
        opportunity_id is null or stage is null or entered_at is null as is_rejected
    from typed
)

select * from final
