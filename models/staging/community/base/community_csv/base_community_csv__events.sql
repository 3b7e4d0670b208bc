-- grain: one row per row of the export community_events, rejected rows included
{{ by_day('loaded_day') }}

with export_rows as (
    select * from {{ source('raw', 'community_events') }}
    {{ new_rows() }}
),

cleaned as (
    select
        {{ clean_id('event_id') }} as event_id,
        {{ clean_id('member_id') }} as member_id,
        lower({{ clean_id('event_type') }}) as event_type,
        {{ clean_id('reply_to_event_id') }} as reply_to_event_id,
        {{ clean_id('occurred_at') }} as occurred_at,
        {{ clean_id('group_id') }} as group_id,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        event_id,
        member_id,
        event_type,
        reply_to_event_id,
        {{ to_timestamp('occurred_at') }} as occurred_at,
        group_id,
        {{ bad_values(
            typed={
                'occurred_at': 'timestamp'
            },
            required=['event_id', 'member_id', 'event_type', 'occurred_at']
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
        event_id is null or member_id is null or event_type is null or occurred_at is null as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce({{ local_date('occurred_at') }}, date '1900-01-01') as loaded_day
    from typed
),

versions as (
    {{ with_stored_versions('new_rows', key=['event_id']) }}
),

final as (
    select
        event_id,
        member_id,
        event_type,
        reply_to_event_id,
        occurred_at,
        group_id,
        bad_values,
        _file,
        _row,
        _drop,
        _loaded_at,
        is_rejected,
        {{ is_latest_version(key=['event_id']) }} as is_latest,
        (select max(new_rows._loaded_at) from new_rows) as changed_at,
        loaded_day
    from versions
    {{ gather_by("loaded_day") }}
)

select * from final
