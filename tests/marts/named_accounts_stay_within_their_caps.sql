-- The first two tiers of named accounts have at most as many accounts as seed abm_tiers allows,
-- among customers and among others. Fails with one row per tier that has more.
with account_segments as (
    select * from {{ ref('fct_account_segments') }}
),

abm_tiers as (
    select * from {{ ref('abm_tiers') }}
),

counted as (
    select
        is_customer,
        abm_tier,
        count(*) as accounts
    from account_segments
    group by is_customer, abm_tier
),

targets as (
    select
        is_customer,
        count(*) filter (where abm_score is not null) as ranked
    from account_segments
    group by is_customer
)

select
    counted.abm_tier,
    counted.accounts
from counted
inner join abm_tiers on counted.abm_tier = abm_tiers.abm_tier
inner join targets on counted.is_customer = targets.is_customer
where
    counted.accounts > abm_tiers.cap
    or counted.accounts > ceil(abm_tiers.top_share * targets.ranked)
