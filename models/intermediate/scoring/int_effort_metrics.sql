-- grain: one row per account that service worked for
with service_time as (
    select * from {{ ref('stg_service__service_time') }}
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

worked as (
    select
        identity.account_id,
        sum(service_time.hours) filter (
            where
            service_time.service_date > rules.trailing_start
            and coalesce(service_time.phase, 'unknown') <> 'pre_sale'
        ) as hours_to_serve,
        sum(service_time.hours) filter (
            where
            service_time.service_date > rules.trailing_start
            and service_time.planned_hours is not null
            and coalesce(service_time.phase, 'implementation') = 'implementation'
        ) as hours_to_integrate,
        sum(service_time.planned_hours) filter (
            where
            service_time.service_date > rules.trailing_start
            and coalesce(service_time.phase, 'implementation') = 'implementation'
        ) as planned_hours
    from service_time
    inner join identity on service_time.source_account_key = identity.source_account_key
    cross join rules
    group by identity.account_id
),

asked as (
    select
        identity.account_id,
        count(*) filter (
            where
            tickets.category = 'integration'
            and {{ local_date('tickets.opened_at') }} > rules.trailing_start
        ) as integration_tickets,
        count(*) filter (
            where
            tickets.category = 'complaint'
            and {{ local_date('tickets.opened_at') }} > rules.trailing_start
        ) as complaints
    from tickets
    inner join identity on tickets.source_account_key = identity.source_account_key
    cross join rules
    group by identity.account_id
),

accounts as (
    select account_id from worked
    union
    select account_id from asked
),

-- hours before the sale are the price of winning a customer, not of serving it
final as (
    select
        accounts.account_id,
        case
            when (select count(anybody.account_id) from worked as anybody) > 0
                then
                    cast(
                        round(
                            coalesce(worked.hours_to_serve, 0)
                            * cast(rules.service_hour_amount as decimal(18, 2)), 2
                        ) as decimal(18, 2)
                    )
        end as service_cost_12m_amount,
        cast(worked.hours_to_integrate as double)
        / nullif(cast(worked.planned_hours as double), 0) - 1 as hours_over_plan_rate,
        asked.integration_tickets,
        asked.complaints
    from accounts
    cross join rules
    left join worked on accounts.account_id = worked.account_id
    left join asked on accounts.account_id = asked.account_id
)

select * from final
