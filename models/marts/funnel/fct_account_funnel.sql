-- grain: one row per account
with acquisitions as (
    select * from {{ ref('int_account_acquisitions') }}
),

value_events as (
    select * from {{ ref('int_account_value_events') }}
),

purchases as (
    select * from {{ ref('int_account_purchases') }}
),

referrals as (
    select * from {{ ref('int_referrals') }}
    where not is_own
),

feed_coverage as (
    select bool_or(is_provided) filter (where feed = 'referrals') as has_referrals
    from {{ ref('int_feed_coverage') }}
),

made_referrals as (
    select
        referrals.referrer_account_id as account_id,
        min(referrals.referred_at) as first_referral_at,
        count(*) as referrals_made,
        count(*) filter (
            where referrals.is_first and referred.revenue_at >= referrals.referred_at
        ) as referred_won
    from referrals
    left join purchases as referred on referrals.referred_account_id = referred.account_id
    group by referrals.referrer_account_id
),

seen as (
    select
        acquisitions.*,
        value_events.first_value_at,
        purchases.revenue_at,
        case
            when purchases.revenue_at is not null
                then least(purchases.repeated_at, value_events.later_value_at)
        end as retained_at,
        made_referrals.first_referral_at,
        made_referrals.referrals_made,
        made_referrals.referred_won
    from acquisitions
    left join value_events on acquisitions.account_id = value_events.account_id
    left join purchases on acquisitions.account_id = purchases.account_id
    left join made_referrals on acquisitions.account_id = made_referrals.account_id
),

-- who pays has value, and who has value was won: the first two steps follow from a later one
proven as (
    select
        *,
        least(first_value_at, revenue_at) as activated_at,
        coalesce(
            {{ local_date('revenue_at') }} < {{ local_date('first_value_at') }},
            first_value_at is null and revenue_at is not null
        ) as is_activated_inferred
    from seen
),

dated as (
    select
        *,
        coalesce(least(recorded_at, activated_at), first_seen_at) as acquired_at,
        coalesce(
            {{ local_date('activated_at') }} < {{ local_date('recorded_at') }},
            recorded_at is null and coalesce(activated_at, first_seen_at) is not null
        ) as is_acquired_inferred,
        case
            when retained_at is not null and first_referral_at is not null
                then greatest(retained_at, first_referral_at)
        end as referred_at
    from proven
),

final as (
    select
        dated.account_id,
        dated.acquired_at,
        dated.activated_at,
        dated.revenue_at,
        dated.retained_at,
        dated.referred_at,
        dated.is_acquired_inferred,
        dated.is_activated_inferred,
        case
            when dated.referred_at is not null then 'referred'
            when dated.retained_at is not null then 'retained'
            when dated.revenue_at is not null then 'revenue'
            when dated.activated_at is not null then 'activated'
            when dated.acquired_at is not null then 'acquired'
            else 'unknown'
        end as current_step,
        cast(date_trunc('month', {{ local_date('dated.acquired_at') }}) as date) as cohort_month,
        dated.channel,
        dated.size_band,
        case
            when feed_coverage.has_referrals
                then cast(coalesce(dated.referrals_made, 0) as bigint)
        end as referrals_made,
        case
            when feed_coverage.has_referrals
                then cast(coalesce(dated.referred_won, 0) as bigint)
        end as referred_won
    from dated
    cross join feed_coverage
)

select * from final
