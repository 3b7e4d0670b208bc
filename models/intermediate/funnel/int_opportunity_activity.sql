-- grain: one row per opportunity with sales activities by the end of as_of_date
with activities as (
    select * from {{ ref('stg_crm__activities') }}
    where
        loaded_day <= {{ as_of_date() }}
        and opportunity_id is not null
        and activity_type <> 'task'
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

-- a role is engaged by who took part and is still there
talked as (
    select
        activities.source_system,
        activities.opportunity_id,
        activities.occurred_at,
        case
            when
                coalesce(activities.outcome not in ('no_show', 'no_reply'), true)
                and not contacts.has_left
                then nullif(contacts.buying_role, 'unknown')
        end as engaged_role
    from activities
    left join contacts
        on
            activities.source_system = contacts.source_system
            and activities.contact_id = contacts.contact_id
),

final as (
    select
        source_system,
        opportunity_id,
        max(occurred_at) as last_activity_at,
        count(*) as activities,
        {{ list_text('engaged_role') }} as roles_engaged,
        count(distinct engaged_role) as roles_engaged_count
    from talked
    group by source_system, opportunity_id
)

select * from final
