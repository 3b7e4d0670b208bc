-- grain: one row per customer and month from its first activity on
with lifecycle_months as (
    select * from {{ ref('int_lifecycle_months') }}
),

-- The first row of an account is its first activity, unless the calendar begins later.
compared as (
    select
        account_id,
        month,
        is_active,
        lag(is_active) over (partition by account_id order by month) as was_active
    from lifecycle_months
),

final as (
    select
        account_id,
        month,
        case
            when was_active is null and is_active then 'new'
            when is_active and was_active then 'returning'
            when is_active then 'resurrecting'
            when was_active then 'dormant'
            else 'inactive'
        end as activity_state
    from compared
)

select * from final
