-- grain: one row per account, metric and day observed
with versions as (
    {{ vendor_rows('enrichment', 'account_metrics') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and observed_on <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (
            partition by source_system, account_id, metric, observed_on
        ) as version_count,
        {{ version_rank(['source_system', 'account_id', 'metric', 'observed_on']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        account_id,
        source_account_key,
        metric,
        value_number,
        value_text,
        observed_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
