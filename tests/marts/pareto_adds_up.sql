-- Shares rise to 1, the top n % are rounded up to whole accounts, and the core makes its share.
with followed as (
    select
        *,
        lag(revenue_share) over (partition by as_of_date order by percentile) as share_before,
        count(*) over (partition by as_of_date) as percentiles
    from {{ ref('rpt_pareto') }}
)

select
    as_of_date,
    percentile
from followed
where
    percentiles <> 100
    or revenue_share < share_before
    or account_share < percentile / 100e0 - 1e-9
    or account_share >= percentile / 100e0 + 1e0 / accounts
    or (percentile = 100 and (account_share <> 1 or coalesce(revenue_share, 1) <> 1))
    or gini not between 0 and 1
    or (account_share >= core_share and revenue_share < 0.8e0 - 1e-9)
