-- grain: one row per row of the export consent_events, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'consent_events') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('consent_id') }} as consent_id,
        {{ clean_text('email') }} as email,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_code('purpose') }} as purpose,
        {{ clean_text('is_granted') }} as is_granted,
        {{ clean_text('occurred_at') }} as occurred_at,
        {{ clean_text('lead_id') }} as lead_id,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        consent_id,
        email,
        contact_id,
        purpose,
        {{ to_boolean('is_granted') }} as is_granted,
        {{ to_timestamp('occurred_at') }} as occurred_at,
        lead_id,
        {{ bad_values(
            typed={
                'is_granted': 'boolean',
                'occurred_at': 'timestamp'
            },
            required=['consent_id', 'purpose', 'is_granted', 'occurred_at']
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
        consent_id is null or purpose is null or is_granted is null or occurred_at is null as is_rejected
    from typed
)

select * from final
