-- grain: one row per kept date and customer with known revenue, ranked by it
with account_windows as (
    select * from {{ ref('int_account_windows') }}
),

-- More credit than sales is no revenue.
earned as (
    select
        as_of_date,
        account_id,
        greatest(revenue_amount, cast(0 as decimal(18, 2))) as revenue_amount
    from account_windows
    where revenue_amount is not null
),

final as (
    select
        as_of_date,
        account_id,
        revenue_amount,
        cast(row_number() over by_revenue as bigint) as revenue_rank,
        cast(sum(revenue_amount) over by_revenue as decimal(28, 2)) as cumulative_amount
    from earned
    window by_revenue as (
        partition by as_of_date
        order by revenue_amount desc, account_id asc
        rows between unbounded preceding and current row
    )
)

select * from final
