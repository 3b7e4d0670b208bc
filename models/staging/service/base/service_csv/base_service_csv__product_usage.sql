-- grain: one row per row of the export product_usage_daily, rejected rows included
{{ by_day('loaded_day') }}
{% set types = {
    'usage_date': 'date', 'active_users': 'bigint', 'events': 'bigint', 'limit_hits': 'bigint'
} %}
{% set required = ['account_id', 'usage_date', 'events'] %}

with export_rows as {{ not_materialized() }} (
    select * from {{ source('raw', 'product_usage_daily') }}
    {{ new_rows() }}
),

cleaned as {{ not_materialized() }} (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('usage_date') }} as usage_date_text,
        {{ clean_text('feature') }} as feature,
        {{ clean_text('active_users') }} as active_users_text,
        {{ clean_text('events') }} as events_text,
        {{ clean_text('limit_hits') }} as limit_hits_text,
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
        coalesce(usage_date, date '1900-01-01') as loaded_day
    from typed
),

versions as {{ materialized_when_few() }} (
    {{ with_stored_versions('new_rows', key=['account_id', 'usage_date', 'feature']) }}
),

superseded as (
    {{ superseded_rows('versions', key=['account_id', 'usage_date', 'feature']) }}
),

final as (
    select
        {{ all_but(['is_latest', 'changed_at', 'loaded_day'], 'versions') }},
        versions.is_latest and not versions.is_rejected and superseded._row is null as is_latest,
        {{ last_loaded('product_usage_daily') }} as changed_at,
        versions.loaded_day
    from versions
    left join superseded on versions._file = superseded._file and versions._row = superseded._row
    {{ gather_by('loaded_day') }}
)

select * from final
