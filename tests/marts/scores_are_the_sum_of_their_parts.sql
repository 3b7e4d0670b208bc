-- explicit + potential + growth + penalty = value_score, between 0 and 100. Fails with one row per
-- customer.
with customer_tiers as (
    select * from {{ ref('customer_tiers') }}
)

select account_id
from customer_tiers
where
    value_score is distinct from explicit_score + potential_score + growth_score + penalty_score
    or value_score is null
    or value_score < 0
    or value_score > 100
    or explicit_score < 0
    or potential_score < 0
    or growth_score < 0
    or penalty_score > 0
