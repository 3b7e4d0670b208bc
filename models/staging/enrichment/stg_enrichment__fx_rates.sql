-- grain: one row per currency and day
with versions as (
    {{ vendor_rows('enrichment', 'fx_rates') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and rate_date <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, currency, rate_date) as version_count,
        {{ version_rank(['source_system', 'currency', 'rate_date']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        currency,
        rate_date,
        rate_to_base,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
