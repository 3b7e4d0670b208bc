-- grain: one row per opportunity that a lead led to
with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where not coalesce(is_deleted, false)
),

won_opportunities as (
    select * from {{ ref('int_won_opportunities') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- the deal names its lead, or the lead its deal
named as (
    select
        source_system,
        opportunity_id,
        lead_id,
        1 as priority
    from opportunities
    where lead_id is not null
    union all
    select
        source_system,
        converted_opportunity_id as opportunity_id,
        lead_id,
        2 as priority
    from leads
    where converted_opportunity_id is not null
),

-- money counts once, whoever claims it
claimed as (
    select
        named.source_system,
        named.opportunity_id,
        named.lead_id
    from named
    inner join leads
        on named.source_system = leads.source_system and named.lead_id = leads.lead_id
    qualify row_number() over (
        partition by named.source_system, named.opportunity_id
        order by named.priority asc, leads.created_at asc, named.lead_id asc
    ) = 1
),

final as (
    select
        claimed.source_system,
        claimed.opportunity_id,
        claimed.lead_id,
        identity.account_id,
        opportunities.created_at,
        won_opportunities.opportunity_id is not null as is_won,
        won_opportunities.won_at,
        won_opportunities.won_on,
        won_opportunities.won_amount
    from claimed
    inner join opportunities
        on
            claimed.source_system = opportunities.source_system
            and claimed.opportunity_id = opportunities.opportunity_id
    left join won_opportunities
        on
            claimed.source_system = won_opportunities.source_system
            and claimed.opportunity_id = won_opportunities.opportunity_id
    left join identity on opportunities.source_account_key = identity.source_account_key
)

select * from final
