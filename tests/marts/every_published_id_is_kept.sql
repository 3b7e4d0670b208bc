-- Account ids of the last published night that are neither an account nor a redirect tonight.
-- Fails on: an account that merged into another one, while redirects are made from living accounts
-- only.
with published_records as (
    select * from {{ source('state', 'bridge_account_sources') }}
),

published_redirects as (
    select * from {{ source('state', 'account_redirects') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

redirects as (
    select * from {{ ref('account_redirects') }}
),

published_ids as (
    select account_id from published_records
    union
    select old_account_id as account_id from published_redirects
)

select published_ids.account_id
from published_ids
left join accounts on published_ids.account_id = accounts.account_id
left join redirects on published_ids.account_id = redirects.old_account_id
where accounts.account_id is null and redirects.old_account_id is null
