-- grain: one row per cohort month, slice and month since
with lifecycle_months as (
    select * from {{ ref('int_lifecycle_months') }}
),

account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

accounts as (
    select * from {{ ref('fct_account_funnel') }}
),

months as (
    select * from {{ ref('int_months') }}
),

revenue_months as (
    select
        account_id,
        cast(date_trunc('month', revenue_on) as date) as month,
        count(*) as revenue_days,
        sum(revenue_amount) as revenue_amount
    from account_revenue
    group by account_id, cast(date_trunc('month', revenue_on) as date)
),

-- a month without revenue brought 0; one of which no amount is known is unknown
account_months as (
    select
        lifecycle_months.account_id,
        lifecycle_months.month,
        lifecycle_months.months_ago,
        first_value(lifecycle_months.month) over by_account as cohort_month,
        (first_value(lifecycle_months.months_ago) over by_account)
        - lifecycle_months.months_ago as months_since,
        lifecycle_months.is_active,
        case
            when coalesce(revenue_months.revenue_days, 0) = 0 then 0
            else revenue_months.revenue_amount
        end as revenue_amount,
        first_value(lifecycle_months.mrr_amount) over by_account as first_mrr_amount,
        lifecycle_months.mrr_amount
    from lifecycle_months
    left join revenue_months
        on
            lifecycle_months.account_id = revenue_months.account_id
            and lifecycle_months.month = revenue_months.month
    window by_account as (
        partition by lifecycle_months.account_id order by lifecycle_months.month
    )
),

-- once whole, once by channel, once by segment
sliced as (
    select
        account_months.*,
        'all' as slice_type,
        'all' as slice
    from account_months
    union all
    select
        account_months.*,
        'channel' as slice_type,
        coalesce(accounts.channel, 'unknown') as slice
    from account_months
    left join accounts on account_months.account_id = accounts.account_id
    union all
    select
        account_months.*,
        'size_band' as slice_type,
        coalesce(accounts.size_band, 'unknown') as slice
    from account_months
    left join accounts on account_months.account_id = accounts.account_id
),

counted as (
    select
        sliced.cohort_month,
        sliced.slice_type,
        sliced.slice,
        sliced.months_since,
        count(*) as accounts,
        count(*) filter (where sliced.is_active) as active_accounts,
        sum(sliced.revenue_amount) as revenue_amount,
        count(sliced.revenue_amount) as known_accounts,
        sum(sliced.first_mrr_amount) as first_mrr_amount,
        sum(coalesce(sliced.mrr_amount, 0)) filter (where sliced.first_mrr_amount is not null)
            as mrr_amount,
        bool_and(months.last_day <= {{ as_of_date() }}) as is_mature
    from sliced
    inner join months on sliced.month = months.month
    group by sliced.cohort_month, sliced.slice_type, sliced.slice, sliced.months_since
),

final as (
    select
        cohort_month,
        slice_type,
        slice,
        cast(months_since as int) as months_since,
        cast(accounts as bigint) as accounts,
        cast(active_accounts as bigint) as active_accounts,
        cast(round(cast(
            cast(active_accounts as double) / accounts as decimal(28, 8)
        ), 4) as double) as retention_rate,
        cast(revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(round(cast(
            cast(revenue_amount as double) / nullif(known_accounts, 0) as decimal(28, 8)
        ), 2) as decimal(18, 2)) as revenue_per_account_amount,
        cast(round(cast(
            cast(mrr_amount as double) / nullif(cast(first_mrr_amount as double), 0)
            as decimal(28, 8)
        ), 4) as double) as net_revenue_retention_rate,
        is_mature
    from counted
)

select * from final
