-- grain: one row per row of the export crm_activities, rejected rows included
{{ by_day('loaded_day') }}

with export_rows as (
    select * from {{ source('raw', 'crm_activities') }}
    {{ new_rows() }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('activity_id') }} as activity_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('lead_id') }} as lead_id,
        {{ clean_text('opportunity_id') }} as opportunity_id,
        {{ clean_text('owner_id') }} as owner_id,
        {{ clean_code('activity_type') }} as activity_type,
        {{ clean_code('direction') }} as direction,
        {{ clean_code('outcome') }} as outcome,
        {{ clean_text('duration_minutes') }} as duration_minutes,
        {{ clean_text('occurred_at') }} as occurred_at,
        {{ clean_text('play_id') }} as play_id,
        {{ clean_text('due_at') }} as due_at,
        {{ clean_text('is_done') }} as is_done,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        activity_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        contact_id,
        lead_id,
        opportunity_id,
        owner_id,
        activity_type,
        direction,
        outcome,
        {{ to_decimal('duration_minutes') }} as duration_minutes,
        {{ to_timestamp('occurred_at') }} as occurred_at,
        play_id,
        {{ to_timestamp('due_at') }} as due_at,
        {{ to_boolean('is_done') }} as is_done,
        {{ bad_values(
            typed={
                'duration_minutes': 'decimal(18, 6)',
                'occurred_at': 'timestamp',
                'due_at': 'timestamp',
                'is_done': 'boolean'
            },
            required=['activity_id', 'activity_type', 'occurred_at']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

new_rows as (
    select
        *,
        activity_id is null or activity_type is null or occurred_at is null as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce({{ local_date('occurred_at') }}, date '1900-01-01') as loaded_day
    from typed
),

versions as (
    {{ with_stored_versions('new_rows', key=['activity_id']) }}
),

final as (
    select
        activity_id,
        account_id,
        source_account_key,
        contact_id,
        lead_id,
        opportunity_id,
        owner_id,
        activity_type,
        direction,
        outcome,
        duration_minutes,
        occurred_at,
        play_id,
        due_at,
        is_done,
        bad_values,
        _file,
        _row,
        _drop,
        _loaded_at,
        is_rejected,
        {{ is_latest_version(key=['activity_id']) }} as is_latest,
        (select max(new_rows._loaded_at) from new_rows) as changed_at,
        loaded_day
    from versions
    {{ gather_by("loaded_day") }}
)

select * from final
