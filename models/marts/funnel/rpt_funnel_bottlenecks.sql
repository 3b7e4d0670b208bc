-- grain: one row per cohort month and step
with funnel_steps as (
    select * from {{ ref('fct_funnel_steps') }}
),

accounts as (
    select * from {{ ref('fct_account_funnel') }}
),

values_behind as (
    select
        step,
        cast(round(cast(
            cast(sum(value_amount) as double) / nullif(count(next_reached_at), 0)
            as decimal(28, 8)
        ), 2) as decimal(18, 2)) as downstream_value_amount
    from funnel_steps
    group by step
),

steps as (
    select distinct
        step,
        next_step,
        days_to_mature
    from funnel_steps
),

cohorts as (
    select distinct cohort_month from funnel_steps
),

-- a step that nobody of the cohort reached has a row too
cohort_steps as (
    select
        cohorts.cohort_month,
        steps.*
    from cohorts
    cross join steps
),

counted as (
    select
        cohort_steps.cohort_month,
        cohort_steps.step,
        cohort_steps.next_step,
        -- the youngest account of the month had its days
        cast(cohort_steps.cohort_month + interval 1 month as date) - 1
        + cast(cohort_steps.days_to_mature as int) <= {{ as_of_date() }} as is_mature,
        count(funnel_steps.account_id) as entered,
        case
            when cohort_steps.next_step is not null then count(funnel_steps.next_reached_at)
        end as advanced,
        percentile_cont(0.5) within group (
            order by cast(funnel_steps.days_to_next as double)
        ) as median_days
    from cohort_steps
    left join funnel_steps
        on
            cohort_steps.cohort_month = funnel_steps.cohort_month
            and cohort_steps.step = funnel_steps.step
    group by
        cohort_steps.cohort_month,
        cohort_steps.step,
        cohort_steps.next_step,
        cohort_steps.days_to_mature
),

referring as (
    select
        cohort_month,
        count(*) filter (where referrals_made > 0) as referrers,
        sum(referred_won) as referred_won
    from accounts
    group by cohort_month
),

valued as (
    select
        counted.*,
        values_behind.downstream_value_amount,
        case
            when counted.is_mature
                then (counted.entered - counted.advanced) * values_behind.downstream_value_amount
        end as money_lost
    from counted
    left join values_behind on counted.step = values_behind.step
),

final as (
    select
        valued.cohort_month,
        valued.step,
        cast(valued.entered as bigint) as entered,
        cast(valued.advanced as bigint) as advanced,
        cast(round(cast(
            cast(valued.advanced as double) / nullif(valued.entered, 0) as decimal(28, 8)
        ), 4) as double) as conversion_rate,
        valued.median_days,
        cast(valued.money_lost as decimal(18, 2)) as money_lost,
        coalesce(valued.money_lost > 0, false)
        and row_number() over (
            partition by valued.cohort_month
            order by valued.money_lost desc nulls last, valued.entered desc, valued.step asc
        ) = 1 as is_bottleneck,
        valued.is_mature,
        valued.next_step,
        valued.downstream_value_amount,
        case
            when valued.step = 'referred' and referring.referrers > 0
                then cast(round(cast(
                    cast(referring.referred_won as double) / referring.referrers
                    as decimal(28, 8)
                ), 4) as double)
        end as k_rate
    from valued
    inner join referring on valued.cohort_month = referring.cohort_month
)

select * from final
