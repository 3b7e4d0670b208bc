-- grain: one row per account that may be tagged
with attributes as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }} and loaded_day > {{ as_of_date() }} - 90
),

contacts as (
    select * from {{ ref('int_contacts') }}
    where account_id is not null and not has_left
),

feed_coverage as (
    select
        bool_or(is_provided) filter (where feed = 'crm_activities') as has_activities,
        bool_or(is_provided) filter (where feed = 'crm_contacts') as has_contacts
    from {{ ref('int_feed_coverage') }}
),

-- a task is a plan, and nobody was met who did not show up
touched as (
    select
        identity.account_id,
        count(*) as touches_90d,
        count(*) filter (
            where activities.activity_type in ('meeting', 'visit', 'demo')
            and coalesce(activities.outcome <> 'no_show', true)
        ) as meetings_90d,
        count(*) filter (where activities.direction = 'inbound') as inbound_touches_90d,
        count(distinct activities.contact_id) as people_met_90d
    from activities
    inner join identity on activities.source_account_key = identity.source_account_key
    where activities.activity_type <> 'task'
    group by identity.account_id
),

known as (
    select
        account_id,
        count(*) as contacts,
        count(*) filter (where seniority in ('c_level', 'vp')) as executives,
        count(*) filter (where buying_role = 'decision_maker') as decision_makers,
        count(*) filter (where buying_role = 'blocker') as blockers
    from contacts
    group by account_id
),

final as (
    select
        attributes.account_id,
        case when feed_coverage.has_activities then coalesce(touched.touches_90d, 0) end
            as touches_90d,
        case when feed_coverage.has_activities then coalesce(touched.meetings_90d, 0) end
            as meetings_90d,
        case when feed_coverage.has_activities then coalesce(touched.inbound_touches_90d, 0) end
            as inbound_touches_90d,
        case when feed_coverage.has_activities then coalesce(touched.people_met_90d, 0) end
            as people_met_90d,
        case when feed_coverage.has_contacts then coalesce(known.contacts, 0) end as contacts,
        case when feed_coverage.has_contacts then coalesce(known.executives, 0) end as executives,
        case when feed_coverage.has_contacts then coalesce(known.decision_makers, 0) end
            as decision_makers,
        case when feed_coverage.has_contacts then coalesce(known.blockers, 0) end as blockers
    from attributes
    cross join feed_coverage
    left join touched on attributes.account_id = touched.account_id
    left join known on attributes.account_id = known.account_id
)

select * from final
