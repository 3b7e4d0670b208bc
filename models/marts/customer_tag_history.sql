-- grain: one row per account, tag and period in which it was on
with log_entries as (
    select * from {{ ref('fct_state_log') }}
    where object = 'tag'
),

followed as (
    select
        *,
        lead(as_of_date) over (partition by account_id, item order by as_of_date) as next_date,
        lead(cause) over (partition by account_id, item order by as_of_date) as next_cause,
        lead(value_text) over (partition by account_id, item order by as_of_date) as next_state,
        lead(top_factor) over (partition by account_id, item order by as_of_date) as next_factor
    from log_entries
),

final as (
    select
        account_id,
        item as tag,
        value_number as value_score,
        as_of_date as valid_from,
        next_date as valid_to,
        cause,
        top_factor,
        rules_version,
        next_state as ended_as,
        next_cause as end_cause,
        next_factor as end_factor
    from followed
    where value_text = 'on'
)

select * from final
