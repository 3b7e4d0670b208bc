-- grain: one row per account that used the product in the last weeks
with weeks as (
    select * from {{ ref('int_usage_weeks') }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

placed as (
    select
        *,
        weeks_ago between 0 and {{ score_rule('usage_weeks', 'signal_rules') }} - 1 as is_now,
        weeks_ago between {{ score_rule('usage_weeks', 'signal_rules') }}
        and 2 * {{ score_rule('usage_weeks', 'signal_rules') }} - 1 as is_before,
        cast({{ score_rule('usage_weeks', 'signal_rules') }} as double) as weeks
    from weeks
),

summed as (
    select
        account_id,
        max(weeks) as weeks,
        coalesce(sum(events) filter (where is_now), 0) as events_now,
        coalesce(sum(events) filter (where is_before), 0) as events_before,
        coalesce(sum(active_days) filter (where is_now), 0) as active_days,
        coalesce(sum(active_users) filter (where is_now), 0) as user_weeks,
        coalesce(max(active_users) filter (where is_now), 0) as active_users,
        coalesce(max(features) filter (where is_now), 0) as features,
        coalesce(sum(limit_hits) filter (where is_now), 0) as limit_hits
    from placed
    group by account_id
),

paid_seats as (
    select
        identity.account_id,
        sum(subscriptions.seats) as seats
    from subscriptions
    inner join identity on subscriptions.source_account_key = identity.source_account_key
    where
        not coalesce(subscriptions.is_trial, false)
        and {{ as_of_date() }} between subscriptions.started_on
        and coalesce(subscriptions.ended_on, {{ as_of_date() }})
    group by identity.account_id
),

measured as (
    select
        summed.*,
        attributes.size_band,
        summed.events_before > 0 and summed.events_now >= summed.events_before as is_healthy,
        cast(summed.active_users as double) / nullif(paid_seats.seats, 0) as seat_use_rate,
        cast(summed.events_now as double) / nullif(summed.events_before, 0) - 1
            as usage_change_rate,
        cast(summed.events_now as double) / nullif(summed.user_weeks, 0) as events_per_user_week,
        summed.active_days / summed.weeks as active_days_per_week
    from summed
    left join paid_seats on summed.account_id = paid_seats.account_id
    left join attributes on summed.account_id = attributes.account_id
),

-- peers whose use does not fall show what good use looks like in a company of that size
peers as (
    select
        size_band,
        median(cast(features as double)) as features,
        median(active_days_per_week) as active_days_per_week
    from measured
    where is_healthy
    group by size_band
),

-- least() overlooks nulls, so each share has a case of its own
compared as (
    select
        measured.*,
        case
            when peers.active_days_per_week > 0
                then least(measured.active_days_per_week / peers.active_days_per_week, 1e0)
        end as share_of_days,
        case
            when peers.features > 0 then least(measured.features / peers.features, 1e0)
        end as share_of_features
    from measured
    left join peers on measured.size_band = peers.size_band
),

final as (
    select
        account_id,
        seat_use_rate,
        usage_change_rate,
        events_per_user_week,
        active_days_per_week,
        cast(features as bigint) as features_used,
        cast(limit_hits as bigint) as limit_hits,
        1 - (share_of_days + coalesce(share_of_features, share_of_days)) / 2 as adoption_gap_rate
    from compared
)

select * from final
