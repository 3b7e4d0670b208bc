-- grain: one row per row of the export consent_events, rejected rows included
{% set types = {'is_granted': 'boolean', 'occurred_at': 'timestamp'} %}
{% set required = ['consent_id', 'purpose', 'is_granted', 'occurred_at'] %}

with export_rows as (
    select * from {{ source('raw', 'consent_events') }}
),

cleaned as (
    select
        {{ clean_id('consent_id') }} as consent_id,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_code('purpose') }} as purpose,
        {{ clean_text('is_granted') }} as is_granted_text,
        {{ clean_text('occurred_at') }} as occurred_at_text,
        {{ clean_id('lead_id') }} as lead_id,
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
