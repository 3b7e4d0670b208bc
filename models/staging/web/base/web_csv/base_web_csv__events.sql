-- grain: one row per row of the export web_events, rejected rows included
{{ by_day('loaded_day') }}

with export_rows as (
    select * from {{ source('raw', 'web_events') }}
    {{ new_rows() }}
),

cleaned as (
    select
        {{ clean_id('event_id') }} as event_id,
        {{ clean_id('visitor_id') }} as visitor_id,
        {{ clean_id('user_id') }} as user_id,
        {{ clean_id('email') }} as email,
        lower({{ clean_id('event_name') }}) as event_name,
        {{ clean_id('occurred_at') }} as occurred_at,
        {{ clean_id('received_at') }} as received_at,
        {{ clean_id('page_url') }} as page_url,
        {{ clean_id('page_title') }} as page_title,
        {{ clean_id('referrer_url') }} as referrer_url,
        {{ clean_id('utm_source') }} as utm_source,
        {{ clean_id('utm_medium') }} as utm_medium,
        {{ clean_id('utm_campaign') }} as utm_campaign,
        {{ clean_id('country') }} as country,
        lower({{ clean_id('device_type') }}) as device_type,
        {{ clean_id('user_agent') }} as user_agent,
        {{ clean_id('event_label') }} as event_label,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        event_id,
        visitor_id,
        user_id,
        email,
        event_name,
        {{ to_timestamp('occurred_at') }} as occurred_at,
        {{ to_timestamp('received_at') }} as received_at,
        page_url,
        page_title,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        country,
        device_type,
        user_agent,
        event_label,
        {{ bad_values(
            typed={
                'occurred_at': 'timestamp',
                'received_at': 'timestamp'
            },
            required=['event_id', 'visitor_id', 'event_name', 'occurred_at']
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
        event_id is null or visitor_id is null or event_name is null or occurred_at is null as is_rejected,
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
        visitor_id,
        user_id,
        email,
        event_name,
        occurred_at,
        received_at,
        page_url,
        page_title,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        country,
        device_type,
        user_agent,
        event_label,
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
