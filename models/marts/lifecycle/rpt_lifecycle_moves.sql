-- grain: one row per month, stage and stage of the month after
with lifecycle as (
    select
        account_id,
        month,
        stage,
        lead(stage) over (partition by account_id order by month) as next_stage,
        lead(month) over (partition by account_id order by month) as next_month
    from {{ ref('fct_account_lifecycle') }}
),

account_months as (
    select * from {{ ref('fct_account_months') }}
),

churn_events as (
    select * from {{ ref('fct_churn_events') }}
),

answers as (
    select * from {{ ref('int_survey_answers') }}
),

months as (
    select * from {{ ref('int_months') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- An account counts once a month, however often it answered.
satisfied as (
    select
        answers.account_id,
        months.month,
        avg(answers.nps_points) as nps_score,
        avg(answers.csat_points) as csat_score
    from answers
    inner join months on answers.answered_on <= months.observed_on
    where
        {{ days_between('answers.answered_on', 'months.observed_on') }}
        < {{ score_rule('survey_days', 'signal_rules') }}
    group by answers.account_id, months.month
),

moved as (
    select
        lifecycle.month,
        lifecycle.stage,
        lifecycle.next_stage,
        case
            when account_months.account_id is null then 0 else account_months.revenue_amount
        end as revenue_amount,
        lifecycle.next_stage = 'churn' and lifecycle.stage <> 'churn' as is_lost,
        coalesce(churn_events.is_involuntary, false) as is_involuntary,
        satisfied.nps_score,
        satisfied.csat_score
    from lifecycle
    left join account_months
        on
            lifecycle.account_id = account_months.account_id
            and lifecycle.month = account_months.month
    left join churn_events
        on
            lifecycle.account_id = churn_events.account_id
            and lifecycle.next_month = churn_events.month
    left join satisfied
        on lifecycle.account_id = satisfied.account_id and lifecycle.month = satisfied.month
    where lifecycle.next_stage is not null
),

counted as (
    select
        month,
        stage,
        next_stage,
        count(*) as accounts,
        count(*) filter (where is_involuntary) as involuntary_accounts,
        count(*) filter (where is_lost and not is_involuntary) as lost_accounts,
        count(*) filter (where next_stage not in ('dormancy', 'churn')) as kept_accounts,
        sum(revenue_amount) as revenue_amount,
        avg(nps_score) as nps_score,
        avg(csat_score) as csat_score,
        count(coalesce(nps_score, csat_score)) as answering_accounts
    from moved
    group by month, stage, next_stage
),

totalled as (
    select
        *,
        sum(accounts) over by_stage as stage_accounts,
        sum(accounts - involuntary_accounts) over by_stage as free_accounts,
        sum(kept_accounts) over by_stage as stage_kept,
        sum(lost_accounts) over by_stage as stage_lost
    from counted
    window by_stage as (partition by month, stage)
),

-- Who closed down could not choose: such accounts are in neither number of the rates.
final as (
    select
        month,
        stage,
        next_stage,
        cast(accounts as bigint) as accounts,
        {{ rate_of('accounts', 'stage_accounts') }} as share,
        cast(revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(involuntary_accounts as bigint) as involuntary_accounts,
        {{ rate_of('stage_kept', 'free_accounts') }} as retention_rate,
        case when stage <> 'churn' then {{ rate_of('stage_lost', 'free_accounts') }} end
            as churn_rate,
        {{ round_alike('nps_score', 4) }} as nps_score,
        {{ round_alike('csat_score', 4) }} as csat_score,
        cast(answering_accounts as bigint) as answering_accounts
    from totalled
)

select * from final
