-- grain: one row per account, rule and time that its warning opened
with log_entries as (
    select * from {{ ref('fct_state_log') }}
    where object = 'warning'
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

named_as_today as (
    select
        coalesce(identity.account_id, log_entries.account_id) as account_id,
        log_entries.item as rule,
        log_entries.as_of_date,
        log_entries.value_text as severity,
        log_entries.top_factor as evidence
    from log_entries
    left join identity on log_entries.account_id = identity.source_account_key
    qualify row_number() over (
        partition by
            coalesce(identity.account_id, log_entries.account_id),
            log_entries.item,
            log_entries.as_of_date
        order by
            (coalesce(identity.account_id, log_entries.account_id) = log_entries.account_id) desc,
            log_entries.account_id asc
    ) = 1
),

followed as (
    select
        *,
        coalesce(
            lag(severity) over (partition by account_id, rule order by as_of_date), 'none'
        ) as severity_before
    from named_as_today
),

-- another severity goes on with the same warning
numbered as (
    select
        *,
        sum(case when severity <> 'none' and severity_before = 'none' then 1 else 0 end) over (
            partition by account_id, rule order by as_of_date
        ) as warning_no
    from followed
),

final as (
    select
        account_id,
        rule,
        cast(min(as_of_date) as timestamp) as opened_at,
        max_by(severity, as_of_date) filter (where severity <> 'none') as severity,
        cast(min(as_of_date) filter (where severity = 'none') as timestamp) as closed_at,
        max_by(evidence, as_of_date) filter (where severity <> 'none') as evidence
    from numbered
    where warning_no > 0
    group by account_id, rule, warning_no
)

select * from final
