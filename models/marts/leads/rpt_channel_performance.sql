-- grain: one row per month and channel with leads or spend
with leads as (
    select * from {{ ref('fct_leads') }}
),

worth as (
    select * from {{ ref('int_lead_worth') }}
),

spend as (
    select * from {{ ref('int_channel_spend') }}
),

channels as (
    select * from {{ ref('channels') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

-- What no export says is unknown, not zero.
said as (
    select
        (select bool_or(feed = 'crm_leads' and is_provided) from feed_coverage) as has_leads,
        (select bool_or(feed = 'crm_opportunities' and is_provided) from feed_coverage)
            as has_deals,
        (select count(leads.qualified_at) > 0 from leads) as has_qualified,
        (select count(leads.won_at) > 0 from leads) as has_won,
        (select min(spend.month) from spend) as spend_from,
        (select max(spend.month) from spend) as spend_to
),

lead_months as (
    select
        cast(date_trunc('month', leads.created_on) as date) as month,
        leads.channel,
        count(*) as leads,
        count(*) filter (where leads.is_usable) as usable_leads,
        count(leads.qualified_at) as qualified,
        count(leads.won_at) as won,
        sum(worth.won_deals) as won_deals,
        sum(worth.revenue_amount) filter (where worth.won_deals > 0) as revenue
    from leads
    left join worth
        on leads.source_system = worth.source_system and leads.lead_id = worth.lead_id
    group by month, leads.channel
),

channel_months as (
    select
        month,
        channel
    from lead_months
    union distinct
    select
        month,
        channel
    from spend
),

summed as (
    select
        channel_months.month,
        channel_months.channel,
        case when said.has_leads then coalesce(lead_months.leads, 0) end as leads,
        case when said.has_leads then coalesce(lead_months.usable_leads, 0) end
            as usable_leads,
        case when said.has_qualified then coalesce(lead_months.qualified, 0) end
            as qualified,
        case when said.has_deals or said.has_won then coalesce(lead_months.won, 0) end as won,
        case
            when lead_months.won_deals > 0 then lead_months.revenue
            when said.has_leads and said.has_deals then 0
        end as revenue,
        case
            when spend.channel is not null then spend.spend_amount
            when channel_months.month between said.spend_from and said.spend_to
                then 0
        end as spend
    from channel_months
    cross join said
    left join lead_months
        on
            channel_months.month = lead_months.month
            and channel_months.channel = lead_months.channel
    left join spend
        on channel_months.month = spend.month and channel_months.channel = spend.channel
),

final as (
    select
        summed.month,
        summed.channel,
        coalesce(channels.level_1, 'unknown') as level_1,
        coalesce(channels.level_2, 'unknown') as level_2,
        cast(summed.leads as bigint) as leads,
        cast(summed.usable_leads as bigint) as usable_leads,
        cast(summed.qualified as bigint) as qualified,
        cast(summed.won as bigint) as won,
        cast(summed.revenue as decimal(18, 2)) as revenue,
        cast(summed.spend as decimal(18, 2)) as spend,
        {{ amount_by('summed.spend', 'summed.leads') }} as cost_per_lead,
        {{ amount_by('summed.spend', 'summed.won') }} as acquisition_cost,
        {{ rate_of('summed.revenue', 'summed.spend') }} as roas,
        {{ amount_by('summed.spend', 'summed.usable_leads') }} as cost_per_usable_lead,
        {{ amount_by('summed.spend', 'summed.qualified') }} as cost_per_qualified
    from summed
    left join channels on summed.channel = channels.channel
)

select * from final
