-- grain: one row per lead
with claims as (
    select * from {{ ref('int_lead_claims') }}
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

decided as (
    select
        claims.*,
        case
            when claims.crm_owner_id is not null and (
                claims.is_touched or claims.recycles = 0 or pools.slots is null
            ) then 'as_in_crm'
            when not claims.is_workable then 'not_worked'
            when claims.recycles > 0 and pools.slots is not null then 'recycled'
            when claims.account_owner_id is not null then 'account_owner'
            when pools.slots is not null then 'rotation'
            else 'no_owner'
        end as assignment_rule,
        1 + (claims.place - 1 + claims.recycles) % pools.slots as slot
    from claims
    left join pools
        on
            claims.territory = pools.territory
            and claims.product_line = pools.product_line
            and claims.size_band = pools.size_band
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
