-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- the same days a year ago, so that a season is no decline
aged as (
    select
        account_id,
        revenue_amount,
        {{ days_between('revenue_on', as_of_date()) }} as days_ago,
        {{ days_between('revenue_on', 'cast(' ~ as_of_date() ~ ' - interval 12 month as date)') }}
            as days_before_then,
        cast({{ score_rule('spend_days', 'signal_rules') }} as bigint) as spend_days
    from revenue
),

-- days without revenue brought 0; days whose amounts are all unknown are unknown
spent as (
    select
        account_id,
        case
            when count(*) filter (where days_ago < spend_days) = 0 then 0
            else sum(revenue_amount) filter (where days_ago < spend_days)
        end as amount_now,
        sum(revenue_amount) filter (
            where days_before_then >= 0 and days_before_then < spend_days
        ) as amount_then
    from aged
    group by account_id
),

renewing as (
    select
        identity.account_id,
        min({{ days_between(as_of_date(), 'subscriptions.renews_on') }}) as days_to_renewal
    from subscriptions
    inner join identity on subscriptions.source_account_key = identity.source_account_key
    where
        not coalesce(subscriptions.is_trial, false)
        and subscriptions.term_months >= {{ score_rule('renewal_term_months', 'signal_rules') }}
        and subscriptions.renews_on >= {{ as_of_date() }}
        and {{ as_of_date() }} between subscriptions.started_on
        and coalesce(subscriptions.ended_on, {{ as_of_date() }})
    group by identity.account_id
),

final as (
    select
        customers.account_id,
        case
            when spent.amount_then > 0
                then cast(spent.amount_now as double) / cast(spent.amount_then as double) - 1
        end as spend_change_rate,
        renewing.days_to_renewal
    from customers
    left join spent on customers.account_id = spent.account_id
    left join renewing on customers.account_id = renewing.account_id
)

select * from final
