-- grain: one row per row of the export crm_activities, rejected rows included
{{ by_day('loaded_day') }}
{% set types = {
    'duration_minutes': 'decimal(18, 6)', 'occurred_at': 'timestamp', 'due_at': 'timestamp',
    'is_done': 'boolean'
} %}
{% set required = ['activity_id', 'activity_type', 'occurred_at'] %}

with export_rows as {{ not_materialized() }} (
    select * from {{ source('raw', 'crm_activities') }}
    {{ new_rows() }}
),

cleaned as {{ not_materialized() }} (
    select
        {{ clean_id('activity_id') }} as activity_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_id('lead_id') }} as lead_id,
        {{ clean_id('opportunity_id') }} as opportunity_id,
        {{ clean_id('owner_id') }} as owner_id,
        {{ clean_code('activity_type') }} as activity_type,
        {{ clean_code('direction') }} as direction,
        {{ clean_code('outcome') }} as outcome,
        {{ clean_text('duration_minutes') }} as duration_minutes_text,
        {{ clean_text('occurred_at') }} as occurred_at_text,
        {{ clean_id('play_id') }} as play_id,
        {{ clean_text('due_at') }} as due_at_text,
        {{ clean_text('is_done') }} as is_done_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as {{ not_materialized() }} (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
        {{ read_values(types) }}
    from cleaned
),

new_rows as {{ materialized_when_few() }} (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce({{ local_date('occurred_at') }}, date '1900-01-01') as loaded_day
    from typed
),

versions as {{ materialized_when_few() }} (
    {{ with_stored_versions('new_rows', key=['activity_id']) }}
),

superseded as (
    {{ superseded_rows('versions', key=['activity_id']) }}
),

final as (
    select
        {{ all_but(['is_latest', 'changed_at', 'loaded_day'], 'versions') }},
        versions.is_latest and not versions.is_rejected and superseded._row is null as is_latest,
        {{ last_loaded('crm_activities') }} as changed_at,
        versions.loaded_day
    from versions
    left join superseded on versions._file = superseded._file and versions._row = superseded._row
    {{ gather_by('loaded_day') }}
)

select * from final
