-- grain: one row per support ticket
with versions as (
    {{ vendor_rows('service', 'tickets') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and opened_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, ticket_id) as version_count,
        {{ version_rank(['source_system', 'ticket_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        ticket_id,
        account_id,
        source_account_key,
        contact_id,
        severity,
        category,
        channel,
        contact_count,
        transfer_count,
        reopen_count,
        opened_at,
        first_replied_at,
        resolved_at,
        channel_switch_count,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
