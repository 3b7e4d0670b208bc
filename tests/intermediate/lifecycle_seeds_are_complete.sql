-- Five stages and ten rules; the bounds are in order. A missing rule would be no threshold at all.
select 'lifecycle_stages' as broken
from {{ ref('lifecycle_stages') }}
having count(distinct stage) <> 5
union all
select 'lifecycle_rules' as broken
from {{ ref('int_lifecycle_rules') }}
where
    intro_days + min_orders + gap_percent + gap_floor_days + gap_cap_days + pool_months
    + churn_multiple + growth_days + growth_percent + grace_days is null
    or gap_floor_days > gap_cap_days
    or gap_percent not between 1 and 100
    or min_orders < 2
    or churn_multiple < 1
    or least(intro_days, pool_months, growth_days, growth_percent, grace_days) < 0
