-- grain: one row per customer: its first revenue and its first of a later period
with customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

won_opportunities as (
    select * from {{ ref('int_won_opportunities') }}
),

rules as (
    select max(value) filter (where rule = 'retention_after_days') as retention_after_days
    from {{ ref('funnel_rules') }}
),

purchases as (
    select
        account_id,
        'orders' as revenue_source,
        ordered_at as bought_at,
        ordered_on as bought_on,
        ordered_on as paid_until_on
    from orders
    where is_counted
    union all
    select
        account_id,
        'subscriptions' as revenue_source,
        {{ local_to_utc('cast(started_on as timestamp)') }} as bought_at,
        started_on as bought_on,
        ended_on as paid_until_on
    from subscription_terms
    union all
    select
        account_id,
        'opportunities' as revenue_source,
        won_at as bought_at,
        won_on as bought_on,
        won_on as paid_until_on
    from won_opportunities
),

-- a deal, its order and its invoice are one purchase: a later one is of the account's one source
customer_purchases as (
    select
        purchases.*,
        purchases.revenue_source = customers.revenue_source as is_own_source
    from purchases
    inner join customers on purchases.account_id = customers.account_id
),

firsts as (
    select
        customer_purchases.account_id,
        min(customer_purchases.bought_at) as revenue_at,
        min(customer_purchases.bought_on) filter (where customer_purchases.is_own_source)
        + max(rules.retention_after_days) as later_from_on
    from customer_purchases
    cross join rules
    group by customer_purchases.account_id
),

-- a term that runs on is paid for on the first day of the later period
repeats as (
    select
        firsts.account_id,
        min(
            case
                when customer_purchases.bought_on >= firsts.later_from_on
                    then customer_purchases.bought_at
                else {{ local_to_utc('cast(firsts.later_from_on as timestamp)') }}
            end
        ) as repeated_at
    from firsts
    inner join customer_purchases
        on
            firsts.account_id = customer_purchases.account_id
            and firsts.later_from_on <= customer_purchases.paid_until_on
    where customer_purchases.is_own_source and firsts.later_from_on <= {{ as_of_date() }}
    group by firsts.account_id
),

final as (
    select
        firsts.account_id,
        firsts.revenue_at,
        firsts.later_from_on,
        repeats.repeated_at
    from firsts
    left join repeats on firsts.account_id = repeats.account_id
)

select * from final
