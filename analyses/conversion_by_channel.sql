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
            order by cast(date_diff('day', created_on, cast(won_at as date)) as double)
        ) as median_days_to_win
    from {{ ref('fct_leads') }}
    where won_at is not null
    group by channel
)

select
    totals.channel,
    totals.leads,
    round(cast(totals.usable_leads as double) / nullif(totals.leads, 0), 4) as usable_rate,
    round(cast(totals.qualified as double) / nullif(totals.leads, 0), 4) as qualified_rate,
    round(cast(totals.won as double) / nullif(totals.leads, 0), 4) as won_rate,
    times.median_days_to_win,
    totals.revenue,
    totals.spend,
    round(cast(totals.revenue as double) / nullif(totals.spend, 0), 4) as roas
from totals
left join times on totals.channel = times.channel
order by totals.leads desc nulls last, totals.channel asc
