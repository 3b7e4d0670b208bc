-- Every customer has exactly one tier, and nobody else has one. Fails with one row per account.
with customers as (
    select account_id from {{ ref('int_customers') }}
),

counted as (
    select
        account_id,
        count(tier) as tiers
    from {{ ref('customer_tiers') }}
    group by account_id
)

select
    customers.account_id,
    counted.account_id as tiered_account_id
from customers
full outer join counted on customers.account_id = counted.account_id
where
    customers.account_id is null
    or counted.account_id is null
    or counted.tiers <> 1
