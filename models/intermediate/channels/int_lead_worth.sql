-- grain: one row per lead: what it brought, and how well it knew us before
with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

deals as (
    select * from {{ ref('int_lead_deals') }}
    where is_won
),

visitors as (
    select * from {{ ref('int_lead_visitors') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
),

won as (
    select
        source_system,
        lead_id,
        cast(count(*) as bigint) as won_deals,
        cast(sum(won_amount) as decimal(18, 2)) as revenue_amount,
        min_by(won_amount, cast(won_on as string) || opportunity_id) filter (
            where won_amount is not null
        ) as first_deal_amount
    from deals
    group by source_system, lead_id
),

visited as (
    select
        leads.source_system,
        leads.lead_id,
        cast(count(*) as bigint) as sessions,
        bool_or(sessions.channel = 'direct') as has_direct_session
    from leads
    inner join visitors
        on leads.source_system = visitors.source_system and leads.lead_id = visitors.lead_id
    inner join sessions
        on
            visitors.visitor_key = sessions.visitor_key
            and leads.created_at >= sessions.started_at
    group by leads.source_system, leads.lead_id
),

final as (
    select
        leads.source_system,
        leads.lead_id,
        coalesce(won.won_deals, 0) as won_deals,
        case when won.won_deals is null then 0 else won.revenue_amount end as revenue_amount,
        won.first_deal_amount,
        coalesce(visited.sessions, cast(leads.visit_count as bigint)) as sessions_before,
        visited.has_direct_session
    from leads
    left join won
        on leads.source_system = won.source_system and leads.lead_id = won.lead_id
    left join visited
        on leads.source_system = visited.source_system and leads.lead_id = visited.lead_id
)

select * from final
