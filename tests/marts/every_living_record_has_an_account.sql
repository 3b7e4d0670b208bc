-- Company records that are not deleted and in no account, placeholders aside.
-- Fails on: a record whose account is lost by an inner join with a seed that doesn't list its
-- source system.
with records as (
    select * from {{ ref('stg_crm__accounts') }}
),

bridge as (
    select * from {{ ref('bridge_account_sources') }}
),

placeholder_accounts as (
    select * from {{ ref('placeholder_accounts') }}
)

select records.source_account_key
from records
left join bridge
    on
        records.source_system = bridge.source_system
        and records.account_id = bridge.source_account_id
        and not bridge.is_orphan
left join placeholder_accounts
    on lower(trim(records.account_id)) = placeholder_accounts.placeholder
where
    not coalesce(records.is_deleted, false)
    and placeholder_accounts.placeholder is null
    and bridge.account_id is null
