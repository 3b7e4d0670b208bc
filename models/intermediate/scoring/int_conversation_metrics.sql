-- grain: one row per account that anybody talked with lately or that opened a ticket
with talks as (
    select * from {{ ref('int_talks') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

tickets as (
    select * from {{ ref('int_effort_metrics') }}
    where complaints is not null
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

summed as (
    select
        account_id,
        count(*) filter (where is_lately and is_appointment) as appointments,
        count(*) filter (where is_lately and is_appointment and outcome = 'no_show') as no_shows,
        count(days_to_reply) filter (where is_lately) as messages,
        median(days_to_reply) filter (where is_lately) as days_to_reply,
        count(*) filter (where is_lately and outcome = 'escalated') as escalations,
        count(distinct engaged_role) as engaged_roles,
        count(*) filter (where is_engaged) as engaged_talks
    from talks
    group by account_id
),

-- exports whose contacts have no roles say nothing about them
known_roles as (
    select count(*) filter (where buying_role <> 'unknown') > 0 as are_there from contacts
),

accounts as (
    select account_id from summed
    union
    select account_id from tickets
),

final as (
    select
        accounts.account_id,
        coalesce(summed.escalations, 0) + coalesce(tickets.complaints, 0) as escalations,
        case
            when summed.appointments >= rules.min_appointments
                then cast(summed.no_shows as double) / summed.appointments
        end as no_show_rate,
        case when summed.messages >= rules.min_appointments then summed.days_to_reply end
            as reply_lag_days,
        case
            when summed.engaged_roles = 0 and summed.engaged_talks > 0 then null
            when known_roles.are_there and (select count(*) from talks) > 0
                then coalesce(summed.engaged_roles, 0)
        end as active_buying_roles
    from accounts
    cross join rules
    cross join known_roles
    left join summed on accounts.account_id = summed.account_id
    left join tickets on accounts.account_id = tickets.account_id
)

select * from final
