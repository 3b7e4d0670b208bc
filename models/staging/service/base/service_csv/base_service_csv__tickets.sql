-- grain: one row per row of the export support_tickets, rejected rows included
{% set types = {
    'contact_count': 'bigint', 'transfer_count': 'bigint', 'reopen_count': 'bigint',
    'opened_at': 'timestamp', 'first_replied_at': 'timestamp', 'resolved_at': 'timestamp',
    'channel_switch_count': 'bigint'
} %}
{% set required = ['ticket_id', 'opened_at'] %}

with export_rows as (
    select * from {{ source('raw', 'support_tickets') }}
),

cleaned as (
    select
        {{ clean_id('ticket_id') }} as ticket_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_code('severity') }} as severity,
        {{ clean_code('category') }} as category,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('contact_count') }} as contact_count_text,
        {{ clean_text('transfer_count') }} as transfer_count_text,
        {{ clean_text('reopen_count') }} as reopen_count_text,
        {{ clean_text('opened_at') }} as opened_at_text,
        {{ clean_text('first_replied_at') }} as first_replied_at_text,
        {{ clean_text('resolved_at') }} as resolved_at_text,
        {{ clean_text('channel_switch_count') }} as channel_switch_count_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
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
