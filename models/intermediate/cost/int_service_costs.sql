-- grain: one row per account, month and phase in which it took hours
with service_time as (
    select *
    from {{ ref('stg_service__service_time') }}
    where service_date <= {{ as_of_date() }}
),

service_rates as (
    select * from {{ ref('service_rates') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- A phase that has no rate is one that is not known.
phased as (
    select
        identity.account_id,
        cast(date_trunc('month', service_time.service_date) as date) as month,
        coalesce(service_rates.phase, 'unknown') as phase,
        service_time.hours,
        service_time.planned_hours
    from service_time
    inner join identity on service_time.source_account_key = identity.source_account_key
    left join service_rates on service_time.phase = service_rates.phase
),

summed as (
    select
        account_id,
        month,
        phase,
        sum(hours) as hours,
        sum(planned_hours) as planned_hours
    from phased
    group by account_id, month, phase
),

final as (
    select
        summed.account_id,
        summed.month,
        summed.phase,
        cast(summed.hours as decimal(18, 6)) as hours,
        cast(summed.planned_hours as decimal(18, 6)) as planned_hours,
        cast(
            round(cast(summed.hours as decimal(18, 6)) * service_rates.hourly_rate, 2)
            as decimal(18, 2)
        ) as cost_amount
    from summed
    inner join service_rates on summed.phase = service_rates.phase
)

select * from final
