-- grain: one row per account, play and day on which an activity carried it out
{{ config(materialized='view') }}

with activities as (
    select * from {{ ref('stg_crm__activities') }}
    where play_id is not null and loaded_day <= {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- a task is done when it says so, everything else when it took place
final as (
    select distinct
        identity.account_id,
        activities.play_id,
        activities.loaded_day as done_on
    from activities
    inner join identity on activities.source_account_key = identity.source_account_key
    where
        case
            when activities.activity_type = 'task' then coalesce(activities.is_done, false)
            else coalesce(activities.outcome <> 'no_show', true)
        end
)

select * from final
