-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
    where feed = 'support_tickets'
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

aged as (
    select
        identity.account_id,
        {{ all_but(['account_id'], 'tickets') }},
        {{ days_between(local_date('tickets.opened_at'), as_of_date()) }} as age_days,
        ({{ epoch_micros('tickets.resolved_at') }} - {{ epoch_micros('tickets.opened_at') }})
        / 3.6e9 as hours_to_resolve,
        ({{ epoch_micros('tickets.first_replied_at') }} - {{ epoch_micros('tickets.opened_at') }})
        / 3.6e9 as hours_to_reply,
        cast({{ score_rule('spike_days', 'signal_rules') }} as double) as spike_days,
        cast({{ score_rule('service_days', 'signal_rules') }} as double) as service_days
    from tickets
    inner join identity on tickets.source_account_key = identity.source_account_key
),

-- solved at once: one contact, nobody else, never opened again
recent as (
    select
        *,
        age_days < spike_days as is_late,
        case
            when resolved_at is null or contact_count is null then null
            when contact_count > 1 or transfer_count > 0 or reopen_count > 0 then 0e0
            else 1e0
        end as is_solved_at_once
    from aged
    where age_days < service_days
),

counted as (
    select
        account_id,
        count(*) as tickets,
        count(*) filter (where is_late) as tickets_lately,
        count(*) filter (where not is_late) * max(spike_days / (service_days - spike_days))
            as tickets_usually,
        avg(is_solved_at_once) as first_contact_resolution_rate,
        avg(case when reopen_count > 0 then 1e0 when reopen_count = 0 then 0e0 end) as reopen_rate,
        avg(cast(contact_count as double)) as contacts_per_issue,
        avg(cast(transfer_count as double)) as transfers_per_issue,
        avg(cast(channel_switch_count as double)) as channel_switches_per_issue,
        median(case when hours_to_resolve >= 0 then hours_to_resolve end) as hours_to_resolve,
        median(case when hours_to_reply >= 0 then hours_to_reply end) as hours_to_reply
    from recent
    group by account_id
),

-- no ticket is 0 where the feed is there; a lone ticket of a quiet customer is no spike
final as (
    select
        customers.account_id,
        case when feed_coverage.is_provided then coalesce(counted.tickets, 0) end as tickets,
        case when feed_coverage.is_provided then coalesce(counted.tickets_lately, 0) end
            as tickets_lately,
        case
            when feed_coverage.is_provided
                then coalesce(counted.tickets_lately / greatest(counted.tickets_usually, 1e0), 0e0)
        end as ticket_spike_ratio,
        counted.first_contact_resolution_rate,
        counted.reopen_rate,
        counted.contacts_per_issue,
        counted.transfers_per_issue,
        counted.channel_switches_per_issue,
        counted.hours_to_resolve,
        counted.hours_to_reply
    from customers
    cross join feed_coverage
    left join counted on customers.account_id = counted.account_id
)

select * from final
