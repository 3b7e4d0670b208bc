-- grain: one row per account whose first touch is known
with web_days as (
    select * from {{ ref('int_account_web_days') }}
),

leads as (
    select * from {{ ref('int_leads') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

channels as (
    select * from {{ ref('channels') }}
),

touches as (
    select
        account_id,
        first_started_at as touched_at,
        'session ' || visitor_key as touch,
        nullif(first_channel, 'unknown') as channel,
        cast(null as string) as inflow_channel
    from web_days
    union all
    select
        people.account_id,
        leads.created_at as touched_at,
        'lead ' || leads.lead_id as touch,
        nullif(leads.stated_channel, 'unknown') as channel,
        nullif(leads.inflow_channel, 'unknown') as inflow_channel
    from leads
    inner join people
        on leads.source_system = people.source_system and leads.lead_id = people.person_id
),

-- a touch whose channel nobody knows doesn't hide the first one that is known
numbered as (
    select
        *,
        row_number() over (
            partition by account_id, channel is not null order by touched_at asc, touch asc
        ) as channel_no,
        row_number() over (
            partition by account_id, inflow_channel is not null order by touched_at asc, touch asc
        ) as inflow_no
    from touches
),

firsts as (
    select
        account_id,
        max(channel) filter (where channel_no = 1) as first_touch_channel,
        max(inflow_channel) filter (where inflow_no = 1) as first_inflow_channel
    from numbered
    group by account_id
),

final as (
    select
        firsts.account_id,
        firsts.first_touch_channel,
        nullif(channels.level_1, 'unknown') as first_touch_level,
        firsts.first_inflow_channel
    from firsts
    left join channels on firsts.first_touch_channel = channels.channel
)

select * from final
