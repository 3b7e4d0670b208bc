-- Which open deals stand still? Longer in their stage than nine of ten won deals, or nobody talked.
select
    deals.opportunity_id,
    accounts.account_name,
    deals.stage,
    deals.amount,
    deals.health,
    deals.days_in_stage,
    deals.typical_days_in_stage,
    deals.long_days_in_stage,
    deals.last_activity_at,
    deals.roles_engaged,
    deals.owner_id
from {{ ref('fct_opportunities') }} as deals
left join {{ ref('dim_accounts') }} as accounts on deals.account_id = accounts.account_id
where deals.health in ('stalled', 'quiet')
order by deals.amount desc nulls last, deals.opportunity_id asc
