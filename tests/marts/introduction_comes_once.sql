-- Nothing returns to introduction.
select
    later.account_id,
    later.month
from {{ ref('fct_account_lifecycle') }} as later
inner join {{ ref('fct_account_lifecycle') }} as earlier
    on later.account_id = earlier.account_id and later.month > earlier.month
where later.stage = 'introduction' and earlier.stage <> 'introduction'
union all
select
    account_id,
    month
from {{ ref('fct_account_lifecycle') }}
where stage = 'introduction' and previous_stage <> 'introduction'
