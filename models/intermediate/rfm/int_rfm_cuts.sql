-- grain: one row per kept date: where customers with orders in the window divide into fifths
with account_windows as (
    select *
    from {{ ref('int_account_windows') }}
    where frequency > 0
),

final as (
    select
        as_of_date,
        {{ quintile_cuts('recency_days', 'recency') }},
        {{ quintile_cuts('frequency', 'frequency') }},
        {{ quintile_cuts('revenue_amount', 'monetary') }}
    from account_windows
    group by as_of_date
)

select * from final
