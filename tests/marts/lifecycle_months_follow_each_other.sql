-- No month is left out between an account's first month and the current one, the stage before is
-- that of the month before, and the states begin with new.
with followed as (
    select
        account_id,
        month,
        previous_stage,
        activity_state,
        lag(month) over by_month as month_before,
        lag(stage) over by_month as stage_before,
        lead(month) over by_month as next_month
    from {{ ref('fct_account_lifecycle') }}
    window by_month as (partition by account_id order by month)
)

select *
from followed
where
    (month_before is not null and month <> cast(month_before + interval 1 month as date))
    or (next_month is null and month <> cast(date_trunc('month', {{ as_of_date() }}) as date))
    or (month_before is not null and coalesce(previous_stage, '') <> stage_before)
    or (month_before is not null and activity_state = 'new')
    or (month_before is null and previous_stage is null and activity_state <> 'new')
