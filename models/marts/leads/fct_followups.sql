-- grain: one row per lead or account and reason to follow up
with lead_reasons as (
    select * from {{ ref('int_lead_reasons') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }} and due_at is not null
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

accounts as (
    select * from {{ ref('int_account_attributes') }}
),

reasons as (
    select * from {{ ref('followup_reasons') }}
),

-- tasks that are past their time, of an account its oldest
overdue_tasks as (
    select
        identity.account_id,
        coalesce(
            min_by(
                activities.owner_id, cast(activities.due_at as string) || activities.activity_id
            ),
            max(accounts.owner_id)
        ) as owner_id,
        min(activities.due_at) as due_at
    from activities
    inner join identity on activities.source_account_key = identity.source_account_key
    inner join accounts on identity.account_id = accounts.account_id
    where
        activities.activity_type = 'task'
        and not coalesce(activities.is_done, false)
        and activities.due_at < {{ as_of_end() }}
    group by identity.account_id
),

due as (
    select
        'lead' as entity_type,
        lead_id as entity_id,
        owner_id,
        reason,
        starts_at
    from lead_reasons
    union all
    select
        'account' as entity_type,
        account_id as entity_id,
        owner_id,
        'overdue_task' as reason,
        due_at as starts_at
    from overdue_tasks
),

final as (
    select
        due.entity_type,
        due.entity_id,
        due.owner_id,
        due.reason,
        {{ from_epoch_micros(
            epoch_micros('due.starts_at') ~ ' + reasons.sla_hours * 3600000000'
        ) }} as due_at,
        reasons.priority,
        reasons.play_id
    from due
    inner join reasons on due.reason = reasons.reason
)

select * from final
