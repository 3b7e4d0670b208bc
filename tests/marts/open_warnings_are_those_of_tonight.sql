-- A warning that holds tonight is open with its severity, and one that is cleared is closed; what
-- is unknown says nothing. Fails with one row per account and rule.
with tonight as (
    select * from {{ ref('int_account_warnings') }}
),

open_warnings as (
    select * from {{ ref('fct_account_warnings') }}
    where closed_at is null
)

select
    coalesce(tonight.account_id, open_warnings.account_id) as account_id,
    coalesce(tonight.rule, open_warnings.rule) as rule
from tonight
full outer join open_warnings
    on tonight.account_id = open_warnings.account_id and tonight.rule = open_warnings.rule
where
    coalesce(tonight.severity, 'none') <> 'unknown'
    and coalesce(tonight.severity, 'none') <> coalesce(open_warnings.severity, 'none')
