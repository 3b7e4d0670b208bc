-- How many customers are in each tier, and what do they bring?
select
    tier,
    count(*) as customers,
    sum(revenue_12m_amount) as revenue_12m_amount,
    round(cast(count(*) as double) / sum(count(*)) over (), 4) as customer_share
from {{ ref('customer_tiers') }}
group by tier
order by tier
