-- The value pyramid on any measure of money: what do the top 1, 5, 20, 50 % of its accounts hold?
with ranked as (
    select
        metric,
        account_id,
        value_number,
        row_number() over (partition by metric order by value_number desc, account_id asc)
            as account_rank,
        count(*) over (partition by metric) as accounts
    from {{ ref('fct_account_metrics') }}
    where
        metric in (
            'revenue_12m_amount', 'future_clv', 'open_pipeline_amount', 'past_due_amount',
            'service_cost_12m_amount'
        )
        and value_number > 0
)

select
    metric,
    max(accounts) as accounts,
    sum(value_number) as total,
    sum(value_number) filter (where account_rank <= ceil(accounts * 0.01)) / sum(value_number)
        as top_1_percent,
    sum(value_number) filter (where account_rank <= ceil(accounts * 0.05)) / sum(value_number)
        as top_5_percent,
    sum(value_number) filter (where account_rank <= ceil(accounts * 0.2)) / sum(value_number)
        as top_20_percent,
    sum(value_number) filter (where account_rank <= ceil(accounts * 0.5)) / sum(value_number)
        as top_50_percent
from ranked
group by metric
order by metric
