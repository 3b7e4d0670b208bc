-- grain: one row per lead with a web session of a known channel up to its creation
with visitors as (
    select * from {{ ref('int_lead_visitors') }}
),

leads as (
    select * from {{ ref('int_leads') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
    where channel <> 'unknown'
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- the session is the last key of the order: two may start at the same moment
before_the_lead as (
    select
        leads.source_system,
        leads.lead_id,
        sessions.channel,
        lpad(cast({{ epoch_micros('sessions.started_at') }} as string), 20, '0')
        || sessions.session_id as place
    from visitors
    inner join leads
        on visitors.source_system = leads.source_system and visitors.lead_id = leads.lead_id
    inner join sessions on visitors.visitor_key = sessions.visitor_key
    where
        sessions.started_at <= leads.created_at
        and {{ days_between('sessions.started_on', local_date('leads.created_at')) }}
        <= {{ lead_rule('first_touch_days') }}
),

final as (
    select
        source_system,
        lead_id,
        min_by(channel, place) as first_channel,
        max_by(channel, place) as last_channel
    from before_the_lead
    group by source_system, lead_id
)

select * from final
