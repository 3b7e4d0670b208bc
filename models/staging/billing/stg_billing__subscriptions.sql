-- grain: one row per subscription and start of its row
with versions as (
    {{ vendor_rows('billing', 'subscriptions') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and started_on <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, subscription_id, started_on) as version_count,
        {{ version_rank(['source_system', 'subscription_id', 'started_on']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        subscription_id,
        account_id,
        source_account_key,
        plan,
        seats,
        mrr as mrr_amount,
        currency,
        is_trial,
        started_on,
        ended_on,
        renews_on,
        term_months,
        went_live_on,
        cancelled_on,
        cancel_reason,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
