-- What customer_tiers says of itself fits together: a tier by score is the band of the score, held
-- is better than that and has a date after the night, insolvent is the lowest tier, low coverage is
-- unrated. Fails with one row per customer.
with customer_tiers as (
    select * from {{ ref('customer_tiers') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

lowest as (
    select min(lower_bound) as lower_bound from tier_bands
),

compared as (
    select
        customer_tiers.*,
        tier_from.lower_bound as tier_from,
        scored_from.lower_bound as scored_from,
        lowest.lower_bound as lowest_from
    from customer_tiers
    cross join lowest
    left join tier_bands as tier_from on customer_tiers.tier = tier_from.tier
    left join tier_bands as scored_from on customer_tiers.scored_tier = scored_from.tier
)

select account_id
from compared
where
    not coalesce(
        value_score >= scored_from
        and case tier_reason
            when 'score' then tier = scored_tier
            when 'held' then tier_from > scored_from and held_until > as_of_date
            when 'insolvent' then tier_from = lowest_from
            when 'low_coverage' then tier = 'unrated'
        end,
        false
    )
    or (tier_reason <> 'held' and held_until is not null)
    or (tier = 'unrated') <> (tier_reason = 'low_coverage')
