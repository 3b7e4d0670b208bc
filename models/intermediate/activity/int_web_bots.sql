-- grain: one row per user agent that is a bot
with events as (
    select * from {{ ref('stg_web__events') }}
),

web_bots as (
    select * from {{ ref('web_bots') }}
),

agents as (
    select distinct user_agent
    from events
    where user_agent is not null
),

final as (
    select distinct agents.user_agent
    from agents
    inner join web_bots
        on instr({{ lower_case('agents.user_agent') }}, web_bots.user_agent_part) > 0
)

select * from final
