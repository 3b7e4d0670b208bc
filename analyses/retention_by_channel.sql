-- Do customers of one channel stay longer than those of another? Half a year and a year after the
-- first purchase, mature months only.
select
    slice as channel,
    months_since,
    sum(accounts) as customers,
    round(cast(sum(active_accounts) as double) / sum(accounts), 4) as retention_rate,
    round(sum(revenue_amount) / sum(accounts), 2) as revenue_per_account_amount
from {{ ref('rpt_funnel_cohorts') }}
where slice_type = 'channel' and is_mature and months_since in (6, 12)
group by slice, months_since
order by months_since asc, customers desc, slice asc
