-- grain: one row per row of a paid subscription and month in which it ran
with subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

months as (
    select * from {{ ref('int_months') }}
),

clipped as (
    select
        subscription_terms.subscription_id,
        subscription_terms.source_system,
        subscription_terms.account_id,
        subscription_terms.started_on,
        subscription_terms.mrr_amount,
        months.month,
        months.days_in_month,
        greatest(subscription_terms.started_on, months.month) as first_day,
        least(subscription_terms.ended_on, months.observed_on) as last_day,
        subscription_terms.ended_on >= months.observed_on as is_running
    from subscription_terms
    inner join months
        on
            subscription_terms.started_on <= months.observed_on
            and subscription_terms.ended_on >= months.month
),

covered as (
    select
        *,
        {{ days_between('first_day', 'last_day') }} + 1 as days
    from clipped
),

-- The price of a month, by the days of it that the row covers; the current month up to as_of_date.
final as (
    select
        subscription_id,
        source_system,
        account_id,
        started_on,
        month,
        last_day as revenue_on,
        mrr_amount,
        is_running,
        cast(round(cast(
            cast(mrr_amount * days as double) / days_in_month as decimal(28, 8)
        ), 2) as decimal(18, 2)) as revenue_amount
    from covered
)

select * from final
