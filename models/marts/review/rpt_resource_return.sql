-- grain: one row per tier with a customer and phase of resources
{% set this_month = "date_trunc('month', " ~ as_of_date() ~ ")" %}
{% set first_month = "cast(" ~ this_month ~ " - interval 11 month as date)" %}

with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

service_costs as (
    select * from {{ ref('int_service_costs') }}
),

acquisition_costs as (
    select * from {{ ref('int_acquisition_costs') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

resource_phases as (
    select * from {{ ref('resource_phases') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

spent as (
    select
        account_id,
        month,
        phase,
        hours,
        cost_amount
    from service_costs
    union all
    select
        account_id,
        month,
        'marketing' as phase,
        cast(null as decimal(18, 6)) as hours,
        spend_amount as cost_amount
    from acquisition_costs
),

spent_by_tier as (
    select
        tiers.tier,
        spent.phase,
        sum(spent.hours) as hours,
        sum(spent.cost_amount) as cost_amount
    from spent
    inner join tiers on spent.account_id = tiers.account_id
    where spent.month >= {{ first_month }}
    group by tiers.tier, spent.phase
),

earned_by_tier as (
    select
        tiers.tier,
        count(distinct tiers.account_id) as accounts,
        sum(revenue.revenue_amount) as revenue_amount,
        sum(revenue.margin_amount) as margin_amount,
        sum(revenue.costed_amount) as costed_amount
    from tiers
    left join revenue
        on
            tiers.account_id = revenue.account_id
            and revenue.revenue_on >= {{ first_month }}
    group by tiers.tier
),

compared as (
    select
        earned_by_tier.*,
        resource_phases.phase,
        resource_phases.label,
        resource_phases.label_zh,
        case
            when feed_coverage.is_provided and resource_phases.phase <> 'marketing'
                then coalesce(spent_by_tier.hours, 0)
        end as hours,
        case when feed_coverage.is_provided then coalesce(spent_by_tier.cost_amount, 0) end
            as cost_amount
    from earned_by_tier
    cross join resource_phases
    inner join feed_coverage on resource_phases.feed = feed_coverage.feed
    left join spent_by_tier
        on
            earned_by_tier.tier = spent_by_tier.tier
            and resource_phases.phase = spent_by_tier.phase
),

final as (
    select
        tier,
        phase,
        label,
        label_zh,
        cast(accounts as bigint) as accounts,
        cast(hours as decimal(18, 2)) as hours,
        cast(cost_amount as decimal(18, 2)) as cost_amount,
        cast(revenue_amount as decimal(18, 2)) as tier_revenue_amount,
        cast(margin_amount as decimal(18, 2)) as tier_margin_amount,
        {{ rate_of('costed_amount', 'revenue_amount') }} as tier_margin_coverage_rate,
        cast(sum(cost_amount) over (partition by tier) as decimal(18, 2)) as tier_cost_amount,
        {{ rate_of('cost_amount', 'margin_amount') }} as cost_per_margin,
        {{ rate_of('cost_amount', 'sum(cost_amount) over (partition by phase)') }} as cost_share,
        {{ rate_of('margin_amount', 'sum(margin_amount) over (partition by phase)') }}
            as margin_share,
        {{ amount_by(
            'margin_amount - sum(cost_amount) over (partition by tier)',
            'sum(hours) over (partition by tier)'
        ) }} as tier_return_per_hour_amount
    from compared
)

select * from final
