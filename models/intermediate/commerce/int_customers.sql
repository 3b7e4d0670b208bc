-- grain: one row per account that is a customer as of the date
with orders as (
    select * from {{ ref('int_orders') }}
),

subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

won_opportunities as (
    select * from {{ ref('int_won_opportunities') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

revenue_rules as (
    select * from {{ ref('revenue_rules') }}
),

bought as (
    select
        account_id,
        'orders' as revenue_source,
        min(ordered_on) as first_customer_on,
        min(ordered_at) as first_order_at,
        false as has_contract
    from orders
    where is_counted
    group by account_id
    union all
    select
        account_id,
        'subscriptions' as revenue_source,
        min(started_on) as first_customer_on,
        cast(null as timestamp) as first_order_at,
        bool_or(ended_on >= {{ as_of_date() }}) as has_contract
    from subscription_terms
    group by account_id
    union all
    select
        account_id,
        'opportunities' as revenue_source,
        min(won_on) as first_customer_on,
        cast(null as timestamp) as first_order_at,
        false as has_contract
    from won_opportunities
    group by account_id
),

final as (
    select
        bought.account_id,
        min_by(bought.revenue_source, revenue_rules.priority) as revenue_source,
        min(bought.first_customer_on) as first_customer_on,
        min(bought.first_order_at) as first_order_at,
        bool_or(bought.has_contract) as has_contract
    from bought
    inner join revenue_rules on bought.revenue_source = revenue_rules.revenue_source
    left join attributes on bought.account_id = attributes.account_id
    where bought.account_id is not null and not coalesce(attributes.is_test, false)
    group by bought.account_id
)

select * from final
