-- grain: one row per row of the export erasure_requests, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'erasure_requests') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('request_id') }} as request_id,
        {{ clean_text('email') }} as email,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('requested_at') }} as requested_at,
        {{ clean_text('lead_id') }} as lead_id,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('phone') }} as phone,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        request_id,
        email,
        contact_id,
        {{ to_timestamp('requested_at') }} as requested_at,
        lead_id,
        visitor_id,
        phone,
        {{ bad_values(
            typed={
                'requested_at': 'timestamp'
            },
            required=['request_id', 'requested_at']
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
        request_id is null or requested_at is null as is_rejected
    from typed
)

select * from final
