-- grain: one row per row of the export product_usage_daily, rejected rows included
{{ by_day('loaded_day') }}

with export_rows as (
    select * from {{ source('raw', 'product_usage_daily') }}
    {{ new_rows() }}
),

cleaned as (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('usage_date') }} as usage_date,
        {{ clean_id('feature') }} as feature,
        {{ clean_id('active_users') }} as active_users,
        {{ clean_id('events') }} as events,
        {{ clean_id('limit_hits') }} as limit_hits,
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
        {{ to_date('usage_date') }} as usage_date,
        feature,
        {{ to_bigint('active_users') }} as active_users,
        {{ to_bigint('events') }} as events,
        {{ to_bigint('limit_hits') }} as limit_hits,
        {{ bad_values(
            typed={
                'usage_date': 'date',
                'active_users': 'bigint',
                'events': 'bigint',
                'limit_hits': 'bigint'
            },
            required=['account_id', 'usage_date', 'events']
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
        account_id is null or usage_date is null or events is null as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce(usage_date, date '1900-01-01') as loaded_day
    from typed
),

versions as (
    {{ with_stored_versions('new_rows', key=['account_id', 'usage_date', 'feature']) }}
),

final as (
    select
        account_id,
        source_account_key,
        usage_date,
        feature,
        active_users,
        events,
        limit_hits,
        bad_values,
        _file,
        _row,
        _drop,
        _loaded_at,
        is_rejected,
        {{ is_latest_version(key=['account_id', 'usage_date', 'feature']) }} as is_latest,
        (select max(new_rows._loaded_at) from new_rows) as changed_at,
        loaded_day
    from versions
    {{ gather_by("loaded_day") }}
)

select * from final
