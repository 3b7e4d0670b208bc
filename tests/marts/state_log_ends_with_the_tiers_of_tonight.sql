-- The latest entry of the state log is the tier in customer_tiers, and none for every other
-- account. Fails with one row per account.
with customer_tiers as (
    select * from {{ ref('customer_tiers') }}
),

log_entries as (
    select * from {{ ref('fct_state_log') }}
    where object = 'tier'
),

latest as (
    select
        account_id,
        value_text as tier,
        as_of_date as tier_since
    from log_entries
    qualify row_number() over (partition by account_id order by as_of_date desc) = 1
)

select
    customer_tiers.account_id,
    latest.account_id as logged_account_id
from customer_tiers
full outer join latest on customer_tiers.account_id = latest.account_id
where
    coalesce(customer_tiers.tier, 'none') is distinct from latest.tier
    or (
        customer_tiers.account_id is not null
        and customer_tiers.tier_since is distinct from latest.tier_since
    )
