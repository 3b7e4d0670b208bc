-- grain: one row per CRM record and field where the CRM holds something else
with crm_sync as (
    select * from {{ ref('int_crm_sync') }}
),

final as (
    select
        source_system,
        source_account_id as record_id,
        account_id,
        field,
        value,
        crm_value
    from crm_sync
)

select * from final
