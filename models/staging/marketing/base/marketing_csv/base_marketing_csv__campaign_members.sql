-- grain: one row per row of the export mkt_campaign_members, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'mkt_campaign_members') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('lead_id') }} as lead_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('occurred_at') }} as occurred_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        campaign_id,
        lead_id,
        contact_id,
        status,
        {{ to_timestamp('occurred_at') }} as occurred_at,
        {{ bad_values(
            typed={
                'occurred_at': 'timestamp'
            },
            required=['campaign_id', 'occurred_at']
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
        campaign_id is null or occurred_at is null as is_rejected
    from typed
)

select * from final
