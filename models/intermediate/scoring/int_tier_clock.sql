-- grain: one row per night
with nights as (
    select max(as_of_date) as last_night
    from {{ source('state', 'rpt_runs') }}
    where as_of_date < {{ as_of_date() }}
),

dated as (
    select
        last_night,
        cast(date_trunc('month', {{ as_of_date() }} + 1) as date) - 1 as last_month_end
    from nights
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        last_night,
        last_month_end,
        coalesce(last_month_end > last_night, false) as is_evaluation
    from dated
)

select * from final
