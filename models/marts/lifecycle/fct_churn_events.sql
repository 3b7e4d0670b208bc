-- grain: one row per account and month in which its lifecycle stage became churn
with churn_events as (
    select * from {{ ref('int_churn_events') }}
),

churn_reasons as (
    select * from {{ ref('int_churn_reasons') }}
),

lifecycle as (
    select * from {{ ref('fct_account_lifecycle') }}
),

account_months as (
    select * from {{ ref('fct_account_months') }}
),

tiers as (
    select * from {{ ref('customer_tier_history') }}
),

warnings as (
    select
        *,
        cast(opened_at as date) as opened_on
    from {{ ref('fct_account_warnings') }}
),

coverage as (
    select bool_or(is_provided) filter (where feed = 'crm_activities') as has_activities
    from {{ ref('int_feed_coverage') }}
),

bounds as (
    select cast(max(value) filter (where rule = 'churn_warning_days') as int) as warning_days
    from {{ ref('lifecycle_rules') }}
),

warned as (
    select
        churn_events.account_id,
        churn_events.month,
        warnings.rule as last_warning,
        min(warnings.opened_on) over (
            partition by churn_events.account_id, churn_events.month
        ) as first_warned_on
    from churn_events
    cross join bounds
    inner join warnings
        on
            churn_events.account_id = warnings.account_id
            and churn_events.churned_on > warnings.opened_on
            and warnings.opened_on >= churn_events.churned_on - bounds.warning_days
    qualify row_number() over (
        partition by churn_events.account_id, churn_events.month
        order by warnings.opened_on desc, warnings.rule asc
    ) = 1
),

contacted as (
    select
        churn_events.account_id,
        churn_events.month,
        cast(sum(account_months.activities) as bigint) as activities
    from churn_events
    inner join account_months
        on
            churn_events.account_id = account_months.account_id
            and churn_events.month < account_months.month
            and coalesce(churn_events.reactivated_on, {{ as_of_date() }}) >= account_months.month
    group by churn_events.account_id, churn_events.month
),

final as (
    select
        churn_events.account_id,
        churn_events.month,
        churn_events.churned_on,
        churn_events.is_contractual,
        churn_events.lost_mrr_amount,
        churn_events.lost_revenue_12m_amount,
        churn_reasons.reason,
        churn_reasons.reason_source,
        churn_reasons.is_involuntary,
        warned.last_warning,
        {{ days_between('warned.first_warned_on', 'churn_events.churned_on') }} as warned_days,
        churn_events.reactivated_on,
        churn_events.reactivated_on is not null as is_win_back,
        survival.stage not in ('dormancy', 'churn') as has_survived_6m,
        tiers.tier as tier_before,
        case when coverage.has_activities then coalesce(contacted.activities, 0) end
            as win_back_activities
    from churn_events
    inner join lifecycle
        on churn_events.account_id = lifecycle.account_id and churn_events.month = lifecycle.month
    cross join coverage
    inner join churn_reasons
        on
            churn_events.account_id = churn_reasons.account_id
            and churn_events.month = churn_reasons.month
    left join warned
        on churn_events.account_id = warned.account_id and churn_events.month = warned.month
    left join contacted
        on churn_events.account_id = contacted.account_id and churn_events.month = contacted.month
    -- a month that is not over yet proves nothing
    left join lifecycle as survival
        on
            churn_events.account_id = survival.account_id
            and cast(
                date_trunc('month', churn_events.reactivated_on) + interval 6 month as date
            ) = survival.month
            and cast(survival.month + interval 1 month as date) <= {{ as_of_date() }} + 1
    left join tiers
        on
            churn_events.account_id = tiers.account_id
            and churn_events.churned_on > tiers.valid_from
            and churn_events.churned_on <= coalesce(tiers.valid_to, date '9999-12-31')
)

select * from final
