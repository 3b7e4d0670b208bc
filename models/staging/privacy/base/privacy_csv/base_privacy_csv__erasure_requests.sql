-- grain: one row per row of the export erasure_requests, rejected rows included
{% set types = {'requested_at': 'timestamp'} %}
{% set required = ['request_id', 'requested_at'] %}

with export_rows as (
    select * from {{ source('raw', 'erasure_requests') }}
),

cleaned as (
    select
        {{ clean_id('request_id') }} as request_id,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_text('requested_at') }} as requested_at_text,
        {{ clean_id('lead_id') }} as lead_id,
        {{ clean_id('visitor_id', is_personal=true) }} as visitor_id,
        {{ clean_id('phone', is_personal=true) }} as phone,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
