-- Who keeps a tier only until the next month ends? The score already says less; what takes most
-- points away, and which warnings are open.
with open_warnings as (
    select
        account_id,
        count(*) as open_warnings
    from {{ ref('fct_account_warnings') }}
    where closed_at is null
    group by account_id
)

select
    tiers.account_name,
    tiers.tier,
    tiers.scored_tier,
    tiers.held_until,
    tiers.value_score,
    tiers.top_negative_factor,
    tiers.lifecycle_stage,
    coalesce(open_warnings.open_warnings, 0) as open_warnings,
    tiers.revenue_12m_amount,
    tiers.owner_id
from {{ ref('customer_tiers') }} as tiers
left join open_warnings on tiers.account_id = open_warnings.account_id
where tiers.tier_reason = 'held'
order by tiers.revenue_12m_amount desc nulls last, tiers.account_name asc nulls last
