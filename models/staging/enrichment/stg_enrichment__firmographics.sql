-- grain: one row per domain and day observed
with versions as (
    {{ vendor_rows('enrichment', 'firmographics') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and (observed_on <= {{ as_of_date() }} or observed_on is null)
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, domain, observed_on) as version_count,
        {{ version_rank(['source_system', 'domain', 'observed_on']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        domain,
        legal_name,
        registration_no,
        employees,
        employees_growth_rate,
        annual_revenue,
        industry,
        founded_year,
        registry_status,
        observed_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
