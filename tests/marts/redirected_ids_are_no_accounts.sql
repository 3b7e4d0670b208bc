-- Redirects of an id that is an account tonight. That they lead to one is a test of the column.
-- Fails on: an account that lives again after a split, while last night's redirect is kept.
with redirects as (
    select * from {{ ref('account_redirects') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
)

select redirects.old_account_id
from redirects
inner join accounts on redirects.old_account_id = accounts.account_id
