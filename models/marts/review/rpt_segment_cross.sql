-- grain: one row per industry, size, need and stage with an account, and one for all of them
with segments as (
    select * from {{ ref('fct_account_segments') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

customers as (
    select * from {{ ref('customer_tiers') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where is_closed
),

deals as (
    select
        account_id,
        count(*) as closed_deals,
        count(*) filter (where is_won) as won_deals
    from opportunities
    group by account_id
),

placed as (
    select
        coalesce(accounts.industry, 'unknown') as industry,
        segments.size_band,
        segments.need,
        coalesce(segments.lifecycle_stage, 'no_customer') as lifecycle_stage,
        segments.is_customer,
        customers.revenue_12m_amount,
        coalesce(deals.closed_deals, 0) as closed_deals,
        coalesce(deals.won_deals, 0) as won_deals
    from segments
    inner join accounts on segments.account_id = accounts.account_id
    left join customers on segments.account_id = customers.account_id
    left join deals on segments.account_id = deals.account_id
),

cells as (
    select
        false as is_total,
        placed.*
    from placed
    union all
    select
        true as is_total,
        'all' as industry,
        'all' as size_band,
        'all' as need,
        'all' as lifecycle_stage,
        is_customer,
        revenue_12m_amount,
        closed_deals,
        won_deals
    from placed
),

final as (
    select
        industry,
        size_band,
        need,
        lifecycle_stage,
        is_total,
        cast(count(*) as bigint) as accounts,
        cast(count(*) filter (where is_customer) as bigint) as customers,
        cast(sum(revenue_12m_amount) as decimal(18, 2)) as revenue_12m_amount,
        cast(sum(closed_deals) as bigint) as closed_deals,
        cast(sum(won_deals) as bigint) as won_deals,
        {{ rate_of('sum(won_deals)', 'sum(closed_deals)') }} as win_rate
    from cells
    group by industry, size_band, need, lifecycle_stage, is_total
)

select * from final
