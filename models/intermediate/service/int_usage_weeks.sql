-- grain: one row per account and week in which it used the product, of the last weeks
with product_usage as (
    select * from {{ ref('stg_service__product_usage') }}
    where loaded_day <= {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- A feed that lags behind ends the weeks earlier: days that are not there yet are no silence.
recent as (
    select
        identity.account_id,
        product_usage.usage_date,
        product_usage.feature,
        product_usage.active_users,
        product_usage.events,
        product_usage.limit_hits,
        cast(date_trunc('week', product_usage.usage_date) as date) as week_starts_on,
        max(product_usage.usage_date) over () as newest_on
    from product_usage
    inner join identity on product_usage.source_account_key = identity.source_account_key
    where
        product_usage.usage_date > {{ as_of_date() }} - 7 * cast(
            {{ score_rule('usage_history_weeks', 'signal_rules') }} as int
        )
),

-- A row without feature is the whole product; where a day has none its features stand for it.
days as (
    select
        account_id,
        week_starts_on,
        usage_date,
        max(newest_on) as newest_on,
        coalesce(sum(active_users) filter (where feature is null), max(active_users))
            as active_users,
        coalesce(sum(events) filter (where feature is null), sum(events)) as events,
        coalesce(sum(limit_hits) filter (where feature is null), sum(limit_hits)) as limit_hits
    from recent
    group by account_id, week_starts_on, usage_date
),

breadth as (
    select
        account_id,
        week_starts_on,
        count(distinct feature) as features
    from recent
    where events > 0
    group by account_id, week_starts_on
),

summed as (
    select
        account_id,
        week_starts_on,
        max(newest_on) as newest_on,
        count(*) filter (where coalesce(events > 0, false)) as active_days,
        max(active_users) as active_users,
        sum(events) as events,
        sum(limit_hits) as limit_hits
    from days
    group by account_id, week_starts_on
),

-- weeks_ago counts complete weeks, 0 the newest; the week that still runs is -1
final as (
    select
        summed.account_id,
        summed.week_starts_on,
        cast(
            floor(
                ({{ days_between('summed.week_starts_on', 'summed.newest_on') }} - 6) / 7e0
            ) as bigint
        ) as weeks_ago,
        cast(summed.active_days as bigint) as active_days,
        cast(summed.active_users as bigint) as active_users,
        cast(summed.events as bigint) as events,
        cast(coalesce(breadth.features, 0) as bigint) as features,
        cast(summed.limit_hits as bigint) as limit_hits
    from summed
    left join breadth
        on
            summed.account_id = breadth.account_id
            and summed.week_starts_on = breadth.week_starts_on
)

select * from final
