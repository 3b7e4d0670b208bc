-- grain: one row per calendar month of the hundred years up to as_of_date
with months as (
    select
        cast(counter.months_ago as int) as months_ago,
        cast(
            date_trunc('month', {{ as_of_date() }})
            - interval 1 month * cast(counter.months_ago as int) as date
        ) as month
    from range(0, 1200) as counter (months_ago)
),

history_rules as (
    select max(value) filter (where rule = 'history_month_ends') as history_month_ends
    from {{ ref('history_rules') }}
),

ended as (
    select
        *,
        cast(month + interval 1 month - interval 1 day as date) as last_day
    from months
),

-- A month is seen at its end, the current one at as_of_date.
final as (
    select
        ended.month,
        ended.last_day,
        least(ended.last_day, {{ as_of_date() }}) as observed_on,
        {{ days_between('ended.month', 'ended.last_day') }} + 1 as days_in_month,
        ended.months_ago,
        ended.months_ago <= history_rules.history_month_ends as is_kept
    from ended
    cross join history_rules
)

select * from final
