-- An account that reached a step reached all before it, no later; so counts never rise along the
-- funnel. Fails with one row per account, and one per step of a cohort that more accounts entered
-- than left the step before.
with accounts as (
    select * from {{ ref('fct_account_funnel') }}
),

bottlenecks as (
    select * from {{ ref('rpt_funnel_bottlenecks') }}
),

out_of_order as (
    select account_id as what
    from accounts
    where
        (activated_at is not null and (acquired_at <= activated_at) is not true)
        or (revenue_at is not null and (activated_at <= revenue_at) is not true)
        or (retained_at is not null and (revenue_at <= retained_at) is not true)
        or (referred_at is not null and (retained_at <= referred_at) is not true)
),

rising as (
    select concat_ws(' ', cast(bottlenecks.cohort_month as string), bottlenecks.next_step) as what
    from bottlenecks
    inner join bottlenecks as behind
        on
            bottlenecks.cohort_month = behind.cohort_month
            and bottlenecks.next_step = behind.step
    where bottlenecks.advanced > bottlenecks.entered or behind.entered <> bottlenecks.advanced
),

-- every account that has a cohort is counted in it
cohorts as (
    select
        cohort_month,
        count(*) as accounts
    from accounts
    where cohort_month is not null
    group by cohort_month
),

uncounted as (
    select cast(cohorts.cohort_month as string) as what
    from cohorts
    left join bottlenecks
        on cohorts.cohort_month = bottlenecks.cohort_month and bottlenecks.step = 'acquired'
    where cohorts.accounts is distinct from bottlenecks.entered
)

select what from out_of_order
union all
select what from rising
union all
select what from uncounted
