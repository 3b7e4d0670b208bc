-- grain: one row per account with a task of the CRM that is past its time
with tasks as (
    select * from {{ ref('stg_crm__activities') }}
    where
        activity_type = 'task'
        and not coalesce(is_done, false)
        and loaded_day <= {{ as_of_date() }}
        and due_at < {{ as_of_end() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

accounts as (
    select * from {{ ref('int_account_attributes') }}
),

final as (
    select
        identity.account_id,
        coalesce(
            min_by(tasks.owner_id, cast(tasks.due_at as string) || tasks.activity_id),
            max(accounts.owner_id)
        ) as owner_id,
        min(tasks.due_at) as due_at
    from tasks
    inner join identity on tasks.source_account_key = identity.source_account_key
    inner join accounts on identity.account_id = accounts.account_id
    group by identity.account_id
)

select * from final
