-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

tiers as (
    select * from {{ ref('int_account_tiers') }}
),

scores as (
    select * from {{ ref('int_account_scores') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

rfm as (
    select * from {{ ref('fct_account_rfm') }}
),

lifecycle as (
    select * from {{ ref('fct_account_lifecycle') }}
),

concentration as (
    select * from {{ ref('int_account_concentration') }}
),

sizes as (
    select * from {{ ref('int_size_metrics') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'value'
),

final as (
    select
        customers.account_id,
        attributes.account_name,
        tiers.as_of_date,
        tiers.tier,
        coalesce(now_band.value_tier, 'unrated') as value_tier,
        scores.value_score,
        scores.explicit_score,
        scores.potential_score,
        scores.growth_score,
        scores.penalty_score,
        tiers.scored_tier,
        tiers.tier_reason,
        tiers.held_until,
        scores.top_positive_factor,
        scores.top_negative_factor,
        coalesce(rfm.rfm_segment, 'unknown') as rfm_segment,
        coalesce(lifecycle.stage, 'unknown') as lifecycle_stage,
        concentration.is_core_account,
        revenue.revenue_12m_amount,
        '{{ var("base_currency") }}' as currency,
        attributes.owner_id,
        scores.data_coverage_rate,
        tiers.previous_tier,
        tiers.tier_since,
        case
            when now_band.lower_bound > then_band.lower_bound then 'up'
            when now_band.lower_bound < then_band.lower_bound then 'down'
            else 'flat'
        end as tier_trend,
        rules.rules_version,
        sizes.is_big_but_thin,
        case
            when not concentration.is_core_account and scores.potential_score is not null
                then cast(row_number() over (
                    partition by
                        not concentration.is_core_account and scores.potential_score is not null
                    order by
                        scores.potential_score desc nulls last,
                        scores.value_score desc nulls last,
                        customers.account_id asc
                ) as bigint)
        end as longtail_rank
    from customers
    inner join tiers on customers.account_id = tiers.account_id
    inner join scores on customers.account_id = scores.account_id
    inner join revenue on customers.account_id = revenue.account_id
    cross join rules
    left join attributes on customers.account_id = attributes.account_id
    left join rfm
        on customers.account_id = rfm.account_id and tiers.as_of_date = rfm.as_of_date
    left join lifecycle
        on
            customers.account_id = lifecycle.account_id
            and cast(date_trunc('month', tiers.as_of_date) as date) = lifecycle.month
    left join concentration on customers.account_id = concentration.account_id
    left join sizes on customers.account_id = sizes.account_id
    left join tier_bands as now_band on tiers.tier = now_band.tier
    left join tier_bands as then_band on tiers.tier_then = then_band.tier
)

select * from final
