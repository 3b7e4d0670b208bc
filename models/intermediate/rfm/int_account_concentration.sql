-- grain: one row per customer as of the date
with account_windows as (
    select *
    from {{ ref('int_account_windows') }}
    where as_of_date = {{ as_of_date() }}
),

revenue_ranks as (
    select * from {{ ref('int_revenue_ranks') }}
),

concentration as (
    select * from {{ ref('int_concentration') }}
),

-- Unknown revenue has no rank; where nobody has revenue nobody is core.
final as (
    select
        account_windows.account_id,
        account_windows.revenue_amount,
        revenue_ranks.revenue_rank,
        cast(revenue_ranks.cumulative_amount as double)
        / nullif(cast(concentration.revenue_amount as double), 0e0) as cumulative_share,
        case
            when revenue_ranks.revenue_rank is not null
                then coalesce(revenue_ranks.revenue_rank <= concentration.core_accounts, false)
        end as is_core_account
    from account_windows
    left join revenue_ranks
        on
            account_windows.account_id = revenue_ranks.account_id
            and account_windows.as_of_date = revenue_ranks.as_of_date
    left join concentration on account_windows.as_of_date = concentration.as_of_date
)

select * from final
