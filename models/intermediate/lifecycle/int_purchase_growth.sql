-- grain: one row per customer and month: its money of late and of the time before
with account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

compared as (
    select
        account_revenue.account_id,
        months.month,
        account_revenue.revenue_amount,
        account_revenue.revenue_on > months.observed_on - rules.growth_days as is_of_late
    from account_revenue
    cross join rules
    inner join months
        on
            account_revenue.revenue_on <= months.observed_on
            and account_revenue.revenue_on > months.observed_on - 2 * rules.growth_days
),

final as (
    select
        account_id,
        month,
        cast(sum(revenue_amount) filter (where is_of_late) as decimal(18, 2)) as recent_amount,
        cast(sum(revenue_amount) filter (where not is_of_late) as decimal(18, 2)) as before_amount
    from compared
    group by account_id, month
)

select * from final
