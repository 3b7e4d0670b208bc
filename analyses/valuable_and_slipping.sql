-- Which valuable customers are slipping away? Tiers A and B, dormant or lost by their own rhythm.
select
    account_name,
    tier,
    lifecycle_stage,
    rfm_segment,
    revenue_12m_amount,
    top_negative_factor,
    owner_id
from {{ ref('customer_tiers') }}
where
    tier in ('A', 'B')
    and (
        lifecycle_stage in ('dormancy', 'churn')
        or rfm_segment in ('At Risk', 'Cannot Lose Them')
    )
order by revenue_12m_amount desc nulls last, account_name asc nulls last
