-- grain: one row per tier and stage of the lifecycle
with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

lifecycle as (
    select * from {{ ref('int_lifecycle_stages') }}
    where month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

conflicts as (
    select * from {{ ref('int_segment_conflicts') }}
    where kind = 'value'
),

placed as (
    select
        tiers.account_id,
        tiers.tier,
        coalesce(lifecycle.stage, 'unknown') as lifecycle_stage,
        revenue.revenue_12m_amount,
        coalesce(conflicts.conflict, 'none') as conflict
    from tiers
    left join lifecycle on tiers.account_id = lifecycle.account_id
    left join revenue on tiers.account_id = revenue.account_id
    left join conflicts on tiers.account_id = conflicts.account_id
),

counted as (
    select
        tier,
        lifecycle_stage,
        count(*) as accounts,
        sum(revenue_12m_amount) as revenue_12m_amount,
        count_if(conflict = 'high_score_little_revenue') as high_score_little_revenue,
        count_if(conflict = 'low_score_much_revenue') as low_score_much_revenue
    from placed
    group by tier, lifecycle_stage
),

final as (
    select
        tier,
        lifecycle_stage,
        cast(accounts as bigint) as accounts,
        round(cast(accounts as double) / sum(accounts) over (), 6) as account_share,
        cast(revenue_12m_amount as decimal(18, 2)) as revenue_12m_amount,
        cast(high_score_little_revenue as bigint) as high_score_little_revenue,
        cast(low_score_much_revenue as bigint) as low_score_much_revenue
    from counted
)

select * from final
