-- Churn does not become dormancy, and neither ends at all, in a month without an order or contract.
select
    lifecycle.account_id,
    lifecycle.month,
    lifecycle.previous_stage,
    lifecycle.stage
from {{ ref('fct_account_lifecycle') }} as lifecycle
inner join {{ ref('int_lifecycle_months') }} as facts
    on lifecycle.account_id = facts.account_id and lifecycle.month = facts.month
where
    not facts.is_active
    and (
        (lifecycle.previous_stage = 'churn' and lifecycle.stage <> 'churn')
        or (
            lifecycle.previous_stage = 'dormancy' and lifecycle.stage not in ('dormancy', 'churn')
        )
    )
