-- grain: one row per account and funnel step that it reached
with accounts as (
    select * from {{ ref('fct_account_funnel') }}
    where acquired_at is not null
),

account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

referrals as (
    select * from {{ ref('int_referrals') }}
    where is_first
),

funnel_steps as (
    select * from {{ ref('funnel_steps') }}
),

rules as (
    select max(value) filter (where rule = 'value_days') as value_days
    from {{ ref('funnel_rules') }}
),

-- a step that no feed can tell is no step: the accounts go on to the next one
measured as (
    select
        count(activated_at) filter (where not is_activated_inferred) > 0 as has_activated,
        count(referrals_made) > 0 as has_referred
    from accounts
),

steps as (
    select
        funnel_steps.step,
        funnel_steps.position,
        lead(funnel_steps.step) over (order by funnel_steps.position) as next_step,
        sum(funnel_steps.window_days) over (order by funnel_steps.position) as days_to_mature
    from funnel_steps
    cross join measured
    where
        (funnel_steps.step <> 'activated' or measured.has_activated)
        and (funnel_steps.step <> 'referred' or measured.has_referred)
),

reached as (
    select
        accounts.account_id,
        accounts.cohort_month,
        steps.*,
        case steps.step
            when 'acquired' then accounts.acquired_at
            when 'activated' then accounts.activated_at
            when 'revenue' then accounts.revenue_at
            when 'retained' then accounts.retained_at
            else accounts.referred_at
        end as reached_at,
        (steps.step = 'acquired' and accounts.is_acquired_inferred)
        or (steps.step = 'activated' and accounts.is_activated_inferred) as is_inferred
    from accounts
    cross join steps
),

paired as (
    select
        *,
        lead(reached_at) over by_account as next_reached_at,
        lead({{ local_date('reached_at') }}) over by_account as next_on,
        lead(is_inferred) over by_account as is_next_inferred
    from reached
    window by_account as (partition by account_id order by position)
),

-- behind a step lies own revenue from the next one on; behind a referral, that of the referred
earned as (
    select
        paired.account_id,
        paired.step,
        sum(account_revenue.revenue_amount) as value_amount
    from paired
    cross join rules
    left join referrals
        on
            case when paired.next_step = 'referred' then paired.account_id end
            = referrals.referrer_account_id
    inner join account_revenue
        on
            coalesce(referrals.referred_account_id, paired.account_id) = account_revenue.account_id
            and coalesce(referrals.referred_on, paired.next_on) <= account_revenue.revenue_on
            and account_revenue.revenue_on
            < coalesce(referrals.referred_on, paired.next_on) + rules.value_days
    where (paired.next_step = 'referred') = (referrals.referral_id is not null)
    group by paired.account_id, paired.step
),

final as (
    select
        paired.account_id,
        paired.step,
        paired.cohort_month,
        paired.reached_at,
        paired.is_inferred,
        paired.next_step,
        paired.next_reached_at,
        case
            when not paired.is_inferred and not paired.is_next_inferred
                then {{ days_between(local_date('paired.reached_at'), 'paired.next_on') }}
        end as days_to_next,
        cast(
            case when paired.next_on is not null then coalesce(earned.value_amount, 0) end
            as decimal(18, 2)
        ) as value_amount,
        cast(paired.days_to_mature as bigint) as days_to_mature
    from paired
    left join earned on paired.account_id = earned.account_id and paired.step = earned.step
    where paired.reached_at is not null
)

select * from final
