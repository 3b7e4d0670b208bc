-- grain: one row per account that ever had an opportunity
with opportunities as (
    select * from {{ ref('int_opportunities') }}
    where account_id is not null
),

details as (
    select * from {{ ref('stg_crm__opportunities') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

-- what becomes of the deals that say nothing of their chance
won_share as (
    select avg(case when is_won then 1e0 else 0e0 end) as probability
    from opportunities
    where is_closed and is_won is not null
),

weighed as (
    select
        opportunities.account_id,
        not opportunities.is_closed as is_open,
        opportunities.amount,
        coalesce(cast(details.probability as double), won_share.probability) as probability,
        case
            when opportunities.is_won and opportunities.won_on > rules.trailing_start
                then cast(details.discount_rate as double) - rules.discount_policy_rate
        end as discount_above_policy_rate
    from opportunities
    cross join rules
    cross join won_share
    left join details
        on
            opportunities.source_system = details.source_system
            and opportunities.opportunity_id = details.opportunity_id
),

summed as (
    select
        account_id,
        count(*) filter (where is_open) as open_opportunities,
        sum(
            cast(amount as double)
            * case when probability < 0 then 0e0 when probability > 1 then 1e0 else probability end
        ) filter (where is_open) as weighted_amount,
        avg(discount_above_policy_rate) as discount_above_policy_rate
    from weighed
    group by account_id
),

priced as (
    select
        *,
        cast(
            round(
                cast(
                    case when open_opportunities = 0 then 0e0 else weighted_amount end
                    as decimal(28, 8)
                ), 2
            ) as decimal(18, 2)
        ) as pipeline_amount
    from summed
),

final as (
    select
        priced.account_id,
        priced.open_opportunities,
        priced.pipeline_amount as open_pipeline_amount,
        -- any pipeline is all of a revenue that is not there
        case
            when priced.pipeline_amount = 0 then 0
            when revenue.revenue_12m_amount <= 0 then 1
            else
                cast(priced.pipeline_amount as double)
                / cast(revenue.revenue_12m_amount as double)
        end as open_pipeline_rate,
        priced.discount_above_policy_rate
    from priced
    left join revenue on priced.account_id = revenue.account_id
)

select * from final
