-- Periods of an account never overlap, none is empty, and those that hold are the tiers of
-- tonight. Fails with one row per account.
with periods as (
    select
        *,
        lead(valid_from) over (partition by account_id order by valid_from) as next_from
    from {{ ref('customer_tier_history') }}
),

customer_tiers as (
    select * from {{ ref('customer_tiers') }}
),

holding as (
    select * from periods
    where valid_to is null
)

select account_id
from periods
where valid_to <= valid_from or coalesce(valid_to, date '9999-12-31') > next_from
union all
select coalesce(customer_tiers.account_id, holding.account_id) as account_id
from customer_tiers
full outer join holding on customer_tiers.account_id = holding.account_id
where
    customer_tiers.tier is distinct from holding.tier
    or customer_tiers.tier_since is distinct from holding.valid_from
