-- The cells add up to the total, and the total is every account that has segments. Fails with one
-- row, the number of these accounts.
with cells as (
    select
        is_total,
        count(*) as cell_count,
        sum(accounts) as accounts,
        sum(customers) as customers,
        sum(revenue_12m_amount) as revenue_12m_amount,
        sum(closed_deals) as closed_deals,
        sum(won_deals) as won_deals
    from {{ ref('rpt_segment_cross') }}
    group by is_total
),

segments as (
    select count(*) as accounts
    from {{ ref('fct_account_segments') }}
)

select segments.accounts
from segments
left join cells as total on total.is_total
left join cells as parts on not parts.is_total
where
    segments.accounts > 0
    and (
        coalesce(total.cell_count, 0) <> 1
        or total.accounts <> segments.accounts
        or parts.accounts <> total.accounts
        or parts.customers <> total.customers
        or parts.revenue_12m_amount is distinct from total.revenue_12m_amount
        or parts.closed_deals <> total.closed_deals
        or parts.won_deals <> total.won_deals
    )
