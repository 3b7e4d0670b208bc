-- grain: one row per channel with leads or spend in the period that counts
with leads as (
    select * from {{ ref('fct_leads') }}
),

worth as (
    select * from {{ ref('int_lead_worth') }}
),

performance as (
    select * from {{ ref('rpt_channel_performance') }}
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select
        max(value) filter (where rule = 'mature_months') as mature_months,
        max(value) filter (where rule = 'period_months') as period_months,
        max(value) filter (where rule = 'confidence_z') as confidence_z
    from {{ ref('channel_rules') }}
),

-- Leads of the newest months have not had the time to be won.
period as (
    select
        min(months.month) as period_from,
        max(months.last_day) as period_to
    from months
    cross join rules
    where
        months.months_ago >= rules.mature_months
        and months.months_ago < rules.mature_months + rules.period_months
),

totals as (
    select
        performance.channel,
        min(performance.level_1) as level_1,
        min(performance.level_2) as level_2,
        min(period.period_from) as period_from,
        min(period.period_to) as period_to,
        cast(sum(performance.leads) as bigint) as leads,
        cast(sum(performance.usable_leads) as bigint) as usable_leads,
        cast(sum(performance.qualified) as bigint) as qualified,
        cast(sum(performance.won) as bigint) as won,
        cast(sum(performance.revenue) as decimal(18, 2)) as revenue,
        cast(sum(performance.spend) as decimal(18, 2)) as spend
    from performance
    inner join period on performance.month between period.period_from and period.period_to
    group by performance.channel
),

-- What leads of a channel can spend, how well they knew us, and how soon sales reached them.
people as (
    select
        leads.channel,
        count(leads.first_contacted_at) filter (where leads.is_usable) as contacted_leads,
        {%- for name, share in [('median', 0.5), ('p90', 0.9)] %}
            percentile_cont({{ share }}) within group (
                order by case when leads.is_usable then cast(leads.hours_to_contact as double) end
            ) as {{ name }}_hours_to_contact,
        {%- endfor %}
        percentile_cont(0.5) within group (order by cast(worth.first_deal_amount as double))
            as median_first_deal,
        percentile_cont(0.5) within group (order by cast(worth.sessions_before as double))
            as median_sessions_before,
        avg(case
            when worth.has_direct_session then 1e0
            when not worth.has_direct_session then 0e0
        end) as direct_rate
    from leads
    inner join worth
        on leads.source_system = worth.source_system and leads.lead_id = worth.lead_id
    inner join period on leads.created_on between period.period_from and period.period_to
    group by leads.channel
),

final as (
    select
        totals.channel,
        totals.level_1,
        totals.level_2,
        totals.period_from,
        totals.period_to,
        totals.leads,
        {{ rate_of('totals.usable_leads', 'totals.leads') }} as usable_rate,
        -- where no lead was ever contacted, the CRM does not say
        case
            when sum(people.contacted_leads) over () > 0
                then {{ rate_of('people.contacted_leads', 'totals.usable_leads') }}
        end as contacted_rate,
        people.median_hours_to_contact,
        people.p90_hours_to_contact,
        {{ rate_of('totals.qualified', 'totals.leads') }} as qualified_rate,
        totals.won,
        {{ rate_of('totals.won', 'totals.leads') }} as won_rate,
        {{ wilson_bound('totals.won', 'totals.leads', 'rules.confidence_z', '-') }}
            as won_rate_low,
        {{ wilson_bound('totals.won', 'totals.leads', 'rules.confidence_z', '+') }}
            as won_rate_high,
        cast(round(cast(people.median_first_deal as decimal(28, 8)), 2) as decimal(18, 2))
            as median_first_deal,
        people.median_sessions_before,
        {{ rate_of('people.direct_rate', '1e0') }} as direct_rate,
        totals.revenue,
        totals.spend,
        {{ amount_by('totals.revenue', 'totals.leads') }} as revenue_per_lead,
        {{ amount_by('totals.spend', 'totals.leads') }} as cost_per_lead,
        {{ amount_by('totals.spend', 'totals.usable_leads') }} as cost_per_usable_lead,
        {{ amount_by('totals.spend', 'totals.qualified') }} as cost_per_qualified,
        {{ amount_by('totals.spend', 'totals.won') }} as cost_per_won
    from totals
    cross join rules
    left join people on totals.channel = people.channel
)

select * from final
