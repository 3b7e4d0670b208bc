-- active = new + returning + resurrecting; dormant = active the month before less returning.
with counted as (
    select
        facts.month,
        count(*) filter (where facts.is_active) as active,
        count(*) filter (
            where states.activity_state in ('new', 'returning', 'resurrecting')
        ) as active_states,
        count(*) filter (where states.activity_state = 'returning') as returning_states,
        count(*) filter (where states.activity_state = 'dormant') as dormant_states
    from {{ ref('int_lifecycle_months') }} as facts
    left join {{ ref('int_activity_states') }} as states
        on facts.account_id = states.account_id and facts.month = states.month
    group by facts.month
),

compared as (
    select
        *,
        lag(active, 1, cast(0 as bigint)) over (order by month) as active_before
    from counted
)

select *
from compared
where active <> active_states or dormant_states <> active_before - returning_states
