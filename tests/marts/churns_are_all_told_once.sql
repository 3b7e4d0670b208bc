-- Every change of the stage to churn has its event, which lies before what follows it, and the
-- moves of a month are those of its customers: none is lost or doubled.
with changes as (
    select
        account_id,
        month
    from {{ ref('fct_account_lifecycle') }}
    where stage = 'churn' and coalesce(previous_stage, 'none') <> 'churn'
),

events as (
    select * from {{ ref('fct_churn_events') }}
),

moves as (
    select
        month,
        sum(accounts) as accounts,
        sum(involuntary_accounts) as involuntary_accounts,
        sum(case when next_stage = 'churn' and stage <> 'churn' then accounts else 0 end) as churned
    from {{ ref('rpt_lifecycle_moves') }}
    group by month
),

followed as (
    select
        cast(lifecycle.month - interval 1 month as date) as month,
        count(*) filter (where lifecycle.previous_stage is not null) as accounts,
        count(events.account_id) filter (where lifecycle.previous_stage is not null) as churned
    from {{ ref('fct_account_lifecycle') }} as lifecycle
    left join events
        on lifecycle.account_id = events.account_id and lifecycle.month = events.month
    group by lifecycle.month
)

select
    'event' as broken,
    coalesce(changes.month, events.month) as month
from changes
full outer join events on changes.account_id = events.account_id and changes.month = events.month
where
    changes.account_id is null
    or events.account_id is null
    or events.churned_on > {{ as_of_date() }}
    or events.reactivated_on <= events.churned_on
union all
select
    'moves' as broken,
    moves.month
from moves
left join followed on moves.month = followed.month
where
    moves.accounts <> coalesce(followed.accounts, 0)
    or moves.churned <> coalesce(followed.churned, 0)
    or moves.involuntary_accounts > moves.churned
