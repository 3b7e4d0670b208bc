-- grain: one row per kept date and percentile of customers
with revenue_ranks as (
    select * from {{ ref('int_revenue_ranks') }}
),

concentration as (
    select * from {{ ref('int_concentration') }}
),

percentiles as (
    select cast(counter.percentile as int) as percentile
    from range(1, 101) as counter (percentile)
),

-- The top n % are rounded up to whole accounts.
topped as (
    select
        concentration.*,
        percentiles.percentile,
        cast(ceil(concentration.accounts * percentiles.percentile / 100e0) as bigint)
            as top_accounts
    from concentration
    cross join percentiles
),

final as (
    select
        topped.as_of_date,
        topped.percentile,
        cast(topped.top_accounts as double) / topped.accounts as account_share,
        cast(revenue_ranks.cumulative_amount as double)
        / nullif(cast(topped.revenue_amount as double), 0e0) as revenue_share,
        topped.gini,
        topped.core_share,
        topped.accounts,
        topped.core_accounts
    from topped
    inner join revenue_ranks
        on
            topped.as_of_date = revenue_ranks.as_of_date
            and topped.top_accounts = revenue_ranks.revenue_rank
)

select * from final
