-- grain: one row per kept date: how revenue is spread over customers
with revenue_ranks as (
    select * from {{ ref('int_revenue_ranks') }}
),

pareto_rules as (
    select max(value) filter (where rule = 'core_revenue_percent') as core_revenue_percent
    from {{ ref('pareto_rules') }}
),

-- Ranks run from the largest; the Gini coefficient counts from the smallest.
totals as (
    select
        as_of_date,
        count(*) as accounts,
        sum(revenue_amount) as revenue_amount,
        cast(
            sum(cast(revenue_rank as decimal(10, 0)) * revenue_amount) as decimal(38, 2)
        ) as rank_weighted_amount
    from revenue_ranks
    group by as_of_date
),

core as (
    select
        revenue_ranks.as_of_date,
        min(revenue_ranks.revenue_rank) as core_accounts
    from revenue_ranks
    inner join totals on revenue_ranks.as_of_date = totals.as_of_date
    cross join pareto_rules
    where
        totals.revenue_amount > 0
        and revenue_ranks.cumulative_amount * 100
        >= totals.revenue_amount * pareto_rules.core_revenue_percent
    group by revenue_ranks.as_of_date
),

final as (
    select
        totals.as_of_date,
        cast(totals.accounts as bigint) as accounts,
        cast(totals.revenue_amount as decimal(28, 2)) as revenue_amount,
        {{ gini('totals.accounts', 'totals.revenue_amount', 'totals.rank_weighted_amount') }}
            as gini,
        core.core_accounts,
        cast(core.core_accounts as double) / totals.accounts as core_share
    from totals
    left join core on totals.as_of_date = core.as_of_date
)

select * from final
