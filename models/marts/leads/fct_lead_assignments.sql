-- grain: one row per lead
with claims as (
    select * from {{ ref('int_lead_claims') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

rotation as (
    select * from {{ ref('int_lead_rotation') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

pools as (
    select distinct
        territory,
        product_line,
        size_band,
        slots
    from rotation
),

judged as (
    select
        claims.*,
        claims.is_open and leads.inflow_decision in ('accept', 'enrich') as is_workable
    from claims
    inner join leads
        on claims.source_system = leads.source_system and claims.lead_id = leads.lead_id
),

decided as (
    select
        judged.*,
        case
            when judged.crm_owner_id is not null and (
                judged.is_touched
                or judged.recycles = 0
                or pools.slots is null
                or not judged.is_workable
            ) then 'as_in_crm'
            when not judged.is_workable then 'not_worked'
            when judged.recycles > 0 and pools.slots is not null then 'recycled'
            when judged.account_owner_id is not null then 'account_owner'
            when pools.slots is not null then 'rotation'
            else 'no_owner'
        end as assignment_rule,
        1 + (judged.place - 1 + judged.recycles) % pools.slots as slot
    from judged
    left join pools
        on
            judged.territory = pools.territory
            and judged.product_line = pools.product_line
            and judged.size_band = pools.size_band
),

final as (
    select
        decided.lead_id,
        case decided.assignment_rule
            when 'as_in_crm' then decided.crm_owner_id
            when 'account_owner' then decided.account_owner_id
            when 'rotation' then rotation.owner_id
            when 'recycled' then rotation.owner_id
        end as owner_id,
        case
            when decided.assignment_rule = 'recycled' then {{ recycled_at() }}
            when decided.assignment_rule in ('account_owner', 'rotation') then decided.created_at
        end as assigned_at,
        decided.assignment_rule,
        case when decided.assignment_rule = 'recycled' then {{ recycled_at() }} end as recycled_at,
        decided.source_system,
        decided.territory,
        decided.product_line,
        decided.size_band,
        decided.is_workable,
        decided.is_touched
    from decided
    left join rotation
        on
            decided.territory = rotation.territory
            and decided.product_line = rotation.product_line
            and decided.size_band = rotation.size_band
            and decided.slot = rotation.slot
)

select * from final
