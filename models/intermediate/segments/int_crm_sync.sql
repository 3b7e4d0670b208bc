-- grain: one row per CRM record and field where the CRM holds something else
with identity as (
    select * from {{ ref('int_account_identity') }}
    where not is_orphan
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

members as (
    select * from {{ ref('int_segment_members') }}
),

account_plays as (
    select * from {{ ref('int_account_plays') }}
    where play_rank = 1 and not is_holdout
),

current_values as (
    select * from {{ ref('stg_crm__current_values') }}
    where object = 'account'
),

crm_sync_fields as (
    select * from {{ ref('crm_sync_fields') }}
),

said as (
    select
        account_id,
        model,
        segment as value
    from members
    union all
    select
        account_id,
        'next_play' as model,
        play_id as value
    from account_plays
),

compared as (
    select
        identity.source_system,
        identity.source_account_id,
        identity.account_id,
        crm_sync_fields.field,
        said.value,
        current_values.value as crm_value
    from identity
    inner join attributes on identity.account_id = attributes.account_id
    cross join crm_sync_fields
    left join said
        on identity.account_id = said.account_id and crm_sync_fields.model = said.model
    left join current_values
        on
            identity.source_system = current_values.source_system
            and identity.source_account_id = current_values.record_id
            and crm_sync_fields.field = current_values.field
),

final as (
    select * from compared
    where value is distinct from crm_value
)

select * from final
