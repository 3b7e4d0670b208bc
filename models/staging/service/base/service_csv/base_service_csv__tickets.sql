-- grain: one row per row of the export support_tickets, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'support_tickets') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('ticket_id') }} as ticket_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_code('severity') }} as severity,
        {{ clean_code('category') }} as category,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('contact_count') }} as contact_count,
        {{ clean_text('transfer_count') }} as transfer_count,
        {{ clean_text('reopen_count') }} as reopen_count,
        {{ clean_text('opened_at') }} as opened_at,
        {{ clean_text('first_replied_at') }} as first_replied_at,
        {{ clean_text('resolved_at') }} as resolved_at,
        {{ clean_text('channel_switch_count') }} as channel_switch_count,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        ticket_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        contact_id,
        severity,
        category,
        channel,
        {{ to_bigint('contact_count') }} as contact_count,
        {{ to_bigint('transfer_count') }} as transfer_count,
        {{ to_bigint('reopen_count') }} as reopen_count,
        {{ to_timestamp('opened_at') }} as opened_at,
        {{ to_timestamp('first_replied_at') }} as first_replied_at,
        {{ to_timestamp('resolved_at') }} as resolved_at,
        {{ to_bigint('channel_switch_count') }} as channel_switch_count,
        {{ bad_values(
            typed={
                'contact_count': 'bigint',
                'transfer_count': 'bigint',
                'reopen_count': 'bigint',
                'opened_at': 'timestamp',
                'first_replied_at': 'timestamp',
                'resolved_at': 'timestamp',
                'channel_switch_count': 'bigint'
            },
            required=['ticket_id', 'opened_at']
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
        ticket_id is null or opened_at is null as is_rejected
    from typed
)

select * from final
