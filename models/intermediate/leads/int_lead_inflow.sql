-- grain: one row per lead, with what inflow rules look at
with leads as (
    select * from {{ ref('int_leads') }}
),

touches as (
    select * from {{ ref('int_lead_web_touches') }}
),

duplicates as (
    select * from {{ ref('int_lead_duplicates') }}
    where is_duplicate
),

people as (
    select
        source_system,
        person_id as lead_id,
        min(account_id) as account_id
    from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
    group by source_system, person_id
),

deals as (
    select
        source_system,
        lead_id,
        min_by(account_id, opportunity_id) filter (where account_id is not null) as account_id,
        min(won_at) as won_at
    from {{ ref('int_lead_deals') }}
    group by source_system, lead_id
),

domains as (
    select * from {{ ref('int_account_domains') }}
),

accounts as (
    select * from {{ ref('int_account_attributes') }}
),

channels as (
    select * from {{ ref('channels') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- first touch: the first session that says where it came from, else what the lead itself says;
-- last touch: what the lead says, else its last session
joined as (
    select
        leads.*,
        coalesce(people.account_id, deals.account_id, domains.account_id) as account_id,
        coalesce(touches.first_channel, leads.stated_channel) as channel,
        coalesce(
            nullif(leads.stated_channel, 'unknown'), touches.last_channel, 'unknown'
        ) as last_touch_channel,
        duplicates.first_lead_id as duplicate_of_lead_id,
        case
            when deals.lead_id is not null then deals.won_at
            when {{ lead_rule('converted_is_won') }} = 1 then leads.converted_at
        end as won_at
    from leads
    left join touches
        on leads.source_system = touches.source_system and leads.lead_id = touches.lead_id
    left join duplicates
        on leads.source_system = duplicates.source_system and leads.lead_id = duplicates.lead_id
    left join people
        on leads.source_system = people.source_system and leads.lead_id = people.lead_id
    left join deals
        on leads.source_system = deals.source_system and leads.lead_id = deals.lead_id
    left join domains on leads.website_domain = domains.domain
),

final as (
    select
        joined.source_system,
        joined.lead_id,
        joined.account_id,
        joined.inflow_channel,
        joined.channel,
        joined.last_touch_channel,
        joined.stated_channel,
        joined.campaign_id,
        joined.contact,
        joined.company,
        joined.duplicate_of_lead_id,
        joined.status,
        joined.is_called_invalid,
        joined.created_at,
        joined.first_contacted_at,
        joined.qualified_at,
        joined.won_at,
        coalesce(accounts.account_type, 'unknown') as account_type,
        case when joined.duplicate_of_lead_id is null then 'no' else 'yes' end as duplicate,
        channels.level_1 as channel_level
    from joined
    left join accounts on joined.account_id = accounts.account_id
    left join channels on joined.channel = channels.channel
)

select * from final
