-- grain: one row per row of the export web_events, rejected rows included
{{ by_day('loaded_day') }}
{% set types = {'occurred_at': 'timestamp', 'received_at': 'timestamp'} %}
{% set required = ['event_id', 'visitor_id', 'event_name', 'occurred_at'] %}

with export_rows as {{ not_materialized() }} (
    select * from {{ source('raw', 'web_events') }}
    {{ new_rows() }}
),

cleaned as {{ not_materialized() }} (
    select
        {{ clean_id('event_id') }} as event_id,
        {{ clean_id('visitor_id', is_personal=true) }} as visitor_id,
        {{ clean_id('user_id', is_personal=true) }} as user_id,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_code('event_name') }} as event_name,
        {{ clean_text('occurred_at') }} as occurred_at_text,
        {{ clean_text('received_at') }} as received_at_text,
        {{ clean_text('page_url', is_personal=true) }} as page_url,
        {{ clean_text('page_title') }} as page_title,
        {{ clean_text('referrer_url', is_personal=true) }} as referrer_url,
        {{ clean_text('utm_source') }} as utm_source,
        {{ clean_text('utm_medium') }} as utm_medium,
        {{ clean_text('utm_campaign') }} as utm_campaign,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ lower_case(clean_text('device_type')) }} as device_type,
        {{ clean_text('user_agent') }} as user_agent,
        {{ clean_text('event_label') }} as event_label,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as {{ not_materialized() }} (
    select
        *,
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
    {{ with_stored_versions('new_rows', key=['event_id']) }}
),

superseded as (
    {{ superseded_rows('versions', key=['event_id']) }}
),

final as (
    select
        {{ all_but(['is_latest', 'changed_at', 'loaded_day'], 'versions') }},
        versions.is_latest and not versions.is_rejected and superseded._row is null as is_latest,
        {{ last_loaded('web_events') }} as changed_at,
        versions.loaded_day
    from versions
    left join superseded on versions._file = superseded._file and versions._row = superseded._row
    {{ gather_by('loaded_day') }}
)

select * from final
