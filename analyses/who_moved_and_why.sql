-- Who moved to another tier in the last 90 days, and why? Whose tier fell comes first.
with tonight as (
    select
        account_id,
        account_name,
        revenue_12m_amount,
        as_of_date
    from {{ ref('customer_tiers') }}
),

moves as (
    select
        account_id,
        lag(tier) over (partition by account_id order by valid_from) as tier_before,
        tier,
        valid_from,
        cause,
        top_factor,
        value_score
    from {{ ref('customer_tier_history') }}
)

select
    tonight.account_name,
    moves.valid_from as moved_on,
    moves.tier_before,
    moves.tier,
    moves.cause,
    moves.top_factor,
    moves.value_score,
    tonight.revenue_12m_amount
from moves
inner join tonight on moves.account_id = tonight.account_id
where
    moves.tier_before is not null
    and moves.tier_before <> moves.tier
    and moves.valid_from > tonight.as_of_date - 90
order by
    moves.tier > moves.tier_before desc,
    tonight.revenue_12m_amount desc nulls last,
    tonight.account_name asc nulls last,
    moves.valid_from asc
