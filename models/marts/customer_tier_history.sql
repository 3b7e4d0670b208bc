-- grain: one row per account and period in which it had a tier
with log_entries as (
    select * from {{ ref('fct_state_log') }}
    where object = 'tier'
),

followed as (
    select
        *,
        lead(as_of_date) over (partition by account_id order by as_of_date) as next_date,
        lead(cause) over (partition by account_id order by as_of_date) as next_cause,
        lead(value_text) over (partition by account_id order by as_of_date) as next_tier
    from log_entries
),

-- the tier none ends a period and is none itself
final as (
    select
        account_id,
        value_text as tier,
        value_number as value_score,
        as_of_date as valid_from,
        next_date as valid_to,
        cause,
        top_factor,
        rules_version,
        next_tier as ended_as,
        next_cause as end_cause
    from followed
    where value_text <> 'none'
)

select * from final
