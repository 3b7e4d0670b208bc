-- Which tags go with revenue? Customers with the tag against those without, as it is on tonight.
with customers as (
    select
        account_id,
        revenue_12m_amount
    from {{ ref('customer_tiers') }}
),

totals as (
    select
        count(*) as customers,
        sum(revenue_12m_amount) as revenue_12m_amount
    from customers
),

tagged as (
    select
        tags.dimension,
        tags.tag,
        tags.label,
        count(*) as customers,
        sum(customers.revenue_12m_amount) as revenue_12m_amount
    from {{ ref('customer_tags') }} as tags
    inner join customers on tags.account_id = customers.account_id
    group by tags.dimension, tags.tag, tags.label
)

select
    tagged.dimension,
    tagged.label,
    tagged.customers,
    round(cast(tagged.revenue_12m_amount as double) / tagged.customers, 2) as revenue_with,
    round(
        cast(totals.revenue_12m_amount - tagged.revenue_12m_amount as double)
        / nullif(totals.customers - tagged.customers, 0), 2
    ) as revenue_without
from tagged
cross join totals
order by revenue_with desc nulls last, tagged.tag asc
