-- grain: one row per row of the export account_metrics, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'account_metrics') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('metric') }} as metric,
        {{ clean_text('value_number') }} as value_number,
        {{ clean_text('value_text') }} as value_text,
        {{ clean_text('observed_on') }} as observed_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        account_id,
        'crm_csv:' || account_id as source_account_key,
        metric,
        {{ to_decimal('value_number') }} as value_number,
        value_text,
        {{ to_date('observed_on') }} as observed_on,
        {{ bad_values(
            typed={
                'value_number': 'decimal(18, 6)',
                'observed_on': 'date'
            },
            required=['account_id', 'metric', 'observed_on']
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
        account_id is null or metric is null or observed_on is null as is_rejected
    from typed
)

select * from final
