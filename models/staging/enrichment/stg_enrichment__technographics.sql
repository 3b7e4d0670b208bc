-- grain: one row per domain and technology
with versions as (
    {{ vendor_rows('enrichment', 'technographics') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and (first_seen_on <= {{ as_of_date() }} or first_seen_on is null)
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, domain, technology) as version_count,
        {{ version_rank(['source_system', 'domain', 'technology']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        domain,
        technology,
        category,
        is_competitor,
        first_seen_on,
        last_seen_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
