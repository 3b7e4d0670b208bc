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

needs as (
    select * from {{ ref('int_account_needs') }}
    where is_main
),

placed as (
    select
        tiers.account_id,
        tiers.tier,
        coalesce(lifecycle.stage, 'unknown') as lifecycle_stage,
        revenue.revenue_12m_amount,
        needs.need,
        coalesce(conflicts.conflict, 'none') as conflict
    from tiers
    left join lifecycle on tiers.account_id = lifecycle.account_id
    left join revenue on tiers.account_id = revenue.account_id
    left join conflicts on tiers.account_id = conflicts.account_id
    left join needs on tiers.account_id = needs.account_id
),

counted as (
    select
        tier,
        lifecycle_stage,
        count(*) as accounts,
        sum(revenue_12m_amount) as revenue_12m_amount,
        count(*) filter (where conflict = 'high_score_little_revenue') as high_score_little_revenue,
        count(*) filter (where conflict = 'low_score_much_revenue') as low_score_much_revenue
    from placed
    group by tier, lifecycle_stage
),

need_shares as (
    select
        tier,
        lifecycle_stage,
        cast(count(*) as double) / sum(count(*)) over (partition by tier, lifecycle_stage) as share
    from placed
    where need is not null
    group by tier, lifecycle_stage, need
),

mixed as (
    select
        tier,
        lifecycle_stage,
        -sum(share * ln(share)) as need_entropy
    from need_shares
    group by tier, lifecycle_stage
),

final as (
    select
        counted.tier,
        counted.lifecycle_stage,
        cast(counted.accounts as bigint) as accounts,
        {{ round_alike("cast(counted.accounts as double) / sum(counted.accounts) over ()", 6) }}
            as account_share,
        cast(counted.revenue_12m_amount as decimal(18, 2)) as revenue_12m_amount,
        cast(counted.high_score_little_revenue as bigint) as high_score_little_revenue,
        cast(counted.low_score_much_revenue as bigint) as low_score_much_revenue,
        {{ round_alike("mixed.need_entropy + 0", 6) }} as need_entropy
    from counted
    left join mixed
        on counted.tier = mixed.tier and counted.lifecycle_stage = mixed.lifecycle_stage
)

select * from final
