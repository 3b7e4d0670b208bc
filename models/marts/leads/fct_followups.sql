-- grain: one row per lead or account and reason to follow up
with assignments as (
    select * from {{ ref('fct_lead_assignments') }}
    where is_workable
),

leads as (
    select * from {{ ref('fct_leads') }}
),

scores as (
    select * from {{ ref('fct_lead_scores') }}
    where is_newest
),

people as (
    select * from {{ ref('int_lead_people') }}
    where scoring_date = {{ as_of_date() }}
),

overdue_tasks as (
    select * from {{ ref('int_overdue_tasks') }}
),

reasons as (
    select * from {{ ref('followup_reasons') }}
),

quiet_rule as (
    select cast(max(sla_hours) as double) as quiet_hours
    from reasons
    where reason = 'quiet_grade_a'
),

-- a lead has one reason: the first that holds
due as (
    select
        'lead' as entity_type,
        assignments.lead_id as entity_id,
        assignments.owner_id,
        case
            when assignments.is_touched
                then
                    case
                        when scores.grade = 'A' and people.silent_days * 24 > quiet_rule.quiet_hours
                            then 'quiet_grade_a'
                    end
            when people.intent = 'demo_or_quote' then 'demo_or_quote'
            when assignments.assignment_rule = 'recycled' then 'recycled'
            when scores.grade = 'A' then 'new_grade_a'
            else 'new_lead'
        end as reason,
        case
            when assignments.is_touched
                then {{ from_epoch_micros(
                    epoch_micros(local_to_utc('cast(' ~ as_of_date() ~ ' as timestamp)'))
                    ~ ' - cast(people.silent_days as bigint) * 86400000000'
                ) }}
            else coalesce(assignments.recycled_at, leads.created_at)
        end as starts_at
    from assignments
    cross join quiet_rule
    inner join leads
        on assignments.source_system = leads.source_system and assignments.lead_id = leads.lead_id
    left join scores
        on
            assignments.source_system = scores.source_system
            and assignments.lead_id = scores.lead_id
    left join people
        on assignments.source_system || ':' || assignments.lead_id = people.lead_key
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
