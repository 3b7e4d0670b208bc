-- grain: one row per customer: what its size promises beside what it brings
with customers as (
    select * from {{ ref('int_customers') }}
),

facts as (
    select * from {{ ref('int_company_facts') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

measured as (
    select
        customers.account_id,
        facts.size_band,
        facts.employees,
        facts.annual_revenue_amount,
        cast(revenue.revenue_12m_amount as double) as spend,
        case
            when facts.annual_revenue_amount > 0 and revenue.revenue_12m_amount > 0
                then
                    cast(revenue.revenue_12m_amount as double)
                    / cast(facts.annual_revenue_amount as double)
        end as spend_rate,
        -- rounded, so that equal rates are equal on both engines
        cast(revenue.contribution_margin_rate as decimal(18, 6)) as margin_rate
    from customers
    inner join revenue on customers.account_id = revenue.account_id
    left join facts on customers.account_id = facts.account_id
),

placed as (
    select
        *,
        coalesce({{ mid_rank('employees') }}, {{ mid_rank('annual_revenue_amount') }})
            as size_percentile,
        {{ mid_rank('margin_rate') }} as margin_percentile,
        lead(spend_rate) over (
            partition by size_band, spend_rate is null order by spend_rate, account_id
        ) as next_spend_rate,
        row_number() over (
            partition by size_band, spend_rate is null order by spend_rate, account_id
        ) - 1 as peers_before,
        count(spend_rate) over (partition by size_band) - 1 as other_peers
    from measured
),

-- a quantile by linear interpolation; percentile_cont takes its share from no rule
peers as (
    select
        placed.size_band,
        placed.spend_rate
        + (placed.other_peers * rules.wallet_quantile - placed.peers_before)
        * (coalesce(placed.next_spend_rate, placed.spend_rate) - placed.spend_rate)
            as usual_spend_rate
    from placed
    cross join rules
    where
        placed.spend_rate is not null
        and placed.peers_before = floor(placed.other_peers * rules.wallet_quantile)
),

final as (
    select
        placed.account_id,
        placed.size_percentile,
        placed.margin_percentile,
        cast(placed.annual_revenue_amount as double) * peers.usual_spend_rate - placed.spend
            as wallet_gap_amount,
        placed.size_percentile >= rules.big_percentile
        and placed.margin_percentile <= rules.thin_percentile as is_big_but_thin
    from placed
    cross join rules
    left join peers on placed.size_band = peers.size_band
)

select * from final
