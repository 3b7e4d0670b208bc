-- How well does each channel convert, how long does it take, and what does it bring?
with totals as (
    select
        channel,
        sum(leads) as leads,
        sum(usable_leads) as usable_leads,
        sum(qualified) as qualified,
        sum(won) as won,
        sum(revenue) as revenue,
        sum(spend) as spend
    from {{ ref('rpt_channel_performance') }}
    group by channel
),

times as (
    select
        channel,
        percentile_cont(0.5) within group (
            order by cast({{ days_between('created_on', local_date('won_at')) }} as double)
        ) as median_days_to_win
    from {{ ref('fct_leads') }}
    where won_at is not null
    group by channel
)

select
    totals.channel,
    totals.leads,
    {{ rate_of('totals.usable_leads', 'totals.leads') }} as usable_rate,
    {{ rate_of('totals.qualified', 'totals.leads') }} as qualified_rate,
    {{ rate_of('totals.won', 'totals.leads') }} as won_rate,
    times.median_days_to_win,
    totals.revenue,
    totals.spend,
    {{ rate_of('totals.revenue', 'totals.spend') }} as roas
from totals
left join times on totals.channel = times.channel
order by totals.leads desc nulls last, totals.channel asc
