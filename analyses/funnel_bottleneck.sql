-- At which step does the funnel lose most money? Mature cohorts only.
select
    step,
    next_step,
    sum(entered) as entered,
    sum(advanced) as advanced,
    round(cast(sum(advanced) as double) / nullif(sum(entered), 0), 4) as conversion_rate,
    max(downstream_value_amount) as downstream_value_amount,
    sum(money_lost) as money_lost,
    count(*) filter (where is_bottleneck) as cohorts_with_this_bottleneck
from {{ ref('rpt_funnel_bottlenecks') }}
where is_mature and next_step is not null
group by step, next_step
order by money_lost desc nulls last, step asc nulls last
