-- grain: one row per workable lead with a reason to follow up
with leads as (
    select * from {{ ref('fct_leads') }}
),

assignments as (
    select * from {{ ref('fct_lead_assignments') }}
    where is_workable
),

scores as (
    select * from {{ ref('fct_lead_scores') }}
    where is_newest
),

people as (
    select * from {{ ref('int_lead_people') }}
    where scoring_date = {{ as_of_date() }}
),

quiet_rule as (
    select cast(max(sla_hours) as double) as quiet_hours
    from {{ ref('followup_reasons') }}
    where reason = 'quiet_grade_a'
),

open_leads as (
    select
        leads.lead_id,
        assignments.owner_id,
        assignments.assignment_rule,
        assignments.is_touched,
        assignments.recycled_at,
        leads.created_at,
        scores.grade,
        people.intent,
        people.silent_days,
        quiet_rule.quiet_hours
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
),

-- a lead has one reason: the first that holds
lead_reasons as (
    select
        *,
        case
            when not is_touched and intent = 'demo_or_quote' then 'demo_or_quote'
            when not is_touched and assignment_rule = 'recycled' then 'recycled'
            when not is_touched and grade = 'A' then 'new_grade_a'
            when not is_touched then 'new_lead'
            when grade = 'A' and silent_days * 24 > quiet_hours then 'quiet_grade_a'
        end as reason,
        case
            when is_touched
                then {{ from_epoch_micros(
                    epoch_micros(local_to_utc('cast(' ~ as_of_date() ~ ' as timestamp)'))
                    ~ ' - cast(silent_days as bigint) * 86400000000'
                ) }}
            else coalesce(recycled_at, created_at)
        end as starts_at
    from open_leads
),

final as (
    select
        lead_id,
        owner_id,
        reason,
        starts_at
    from lead_reasons
    where reason is not null
)

select * from final
