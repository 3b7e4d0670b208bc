-- grain: one row per record of service hours
with versions as (
    {{ vendor_rows('service', 'service_time') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and service_date <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, service_id) as version_count,
        {{ version_rank(['source_system', 'service_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        service_id,
        account_id,
        source_account_key,
        service_date,
        phase,
        hours,
        planned_hours,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
