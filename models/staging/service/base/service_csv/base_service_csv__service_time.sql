-- grain: one row per row of the export service_time, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'service_time') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('service_id') }} as service_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('service_date') }} as service_date,
        {{ clean_code('phase') }} as phase,
        {{ clean_text('hours') }} as hours,
        {{ clean_text('planned_hours') }} as planned_hours,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        service_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        {{ to_date('service_date') }} as service_date,
        phase,
        {{ to_decimal('hours') }} as hours,
        {{ to_decimal('planned_hours') }} as planned_hours,
        {{ bad_values(
            typed={
                'service_date': 'date',
                'hours': 'decimal(18, 6)',
                'planned_hours': 'decimal(18, 6)'
            },
            required=['service_id', 'account_id', 'service_date', 'hours']
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
        service_id is null or account_id is null or service_date is null or hours is null as is_rejected
    from typed
)

select * from final
