-- Which channels earn the conversions, and how much does the answer depend on the model?
select
    channel,
    sum(case when model = 'first' then conversions end) as first_touch,
    sum(case when model = 'last' then conversions end) as last_touch,
    sum(case when model = 'linear' then conversions end) as linear,
    sum(case when model = 'position_based' then conversions end) as position_based,
    sum(case when model = 'time_decay' then conversions end) as time_decay,
    sum(case when model = 'markov' then conversions end) as markov,
    sum(case when model = 'shapley' then conversions end) as shapley,
    sum(case when model = 'markov' then amount end) as markov_amount,
    max(channels_grouped) as channels_grouped
from {{ ref('rpt_attribution') }}
group by channel
order by sum(case when model = 'linear' then conversions end) desc nulls last, channel asc
