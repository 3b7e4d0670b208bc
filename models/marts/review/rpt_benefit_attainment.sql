-- grain: one row per tier and benefit that it promises
with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null
),

tier_benefits as (
    select * from {{ ref('tier_benefits') }}
),

customers_of_tiers as (
    select
        tier,
        count(*) as accounts
    from tiers
    group by tier
),

delivered as (
    select
        tier_benefits.tier,
        tier_benefits.benefit,
        metrics.value_number,
        case tier_benefits.operator
            when 'at_most' then metrics.value_number <= cast(tier_benefits.target as double)
            when 'at_least' then metrics.value_number >= cast(tier_benefits.target as double)
        end as is_kept
    from tier_benefits
    inner join tiers on tier_benefits.tier = tiers.tier
    inner join metrics
        on tiers.account_id = metrics.account_id and tier_benefits.metric = metrics.metric
),

counted as (
    select
        tier,
        benefit,
        count(*) as measured_accounts,
        count(*) filter (where is_kept) as kept_accounts,
        median(value_number) as median_value
    from delivered
    group by tier, benefit
),

final as (
    select
        tier_benefits.tier,
        tier_benefits.phase,
        tier_benefits.benefit,
        tier_benefits.label,
        tier_benefits.label_zh,
        cast(tier_benefits.target as double) as target,
        tier_benefits.unit,
        cast(coalesce(customers_of_tiers.accounts, 0) as bigint) as promised_accounts,
        cast(coalesce(counted.measured_accounts, 0) as bigint) as measured_accounts,
        cast(coalesce(counted.kept_accounts, 0) as bigint) as kept_accounts,
        {{ round_alike("cast(counted.kept_accounts as double) / counted.measured_accounts", 6) }}
            as attainment_rate,
        {{ round_alike("counted.median_value", 6) }} as median_value
    from tier_benefits
    left join customers_of_tiers on tier_benefits.tier = customers_of_tiers.tier
    left join counted
        on tier_benefits.tier = counted.tier and tier_benefits.benefit = counted.benefit
)

select * from final
