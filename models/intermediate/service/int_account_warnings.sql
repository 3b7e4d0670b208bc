-- grain: one row per living customer and rule of warning: what holds tonight
with customers as (
    select * from {{ ref('int_customers') }}
),

lifecycle as (
    select * from {{ ref('int_lifecycle_stages') }}
    where month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

warning_rules as (
    select * from {{ ref('warning_rules') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
),

-- there is nothing left to warn of where the customer is gone
living as (
    select customers.account_id
    from customers
    left join lifecycle on customers.account_id = lifecycle.account_id
    where coalesce(lifecycle.stage, 'unknown') <> 'churn'
),

compared as (
    select
        living.account_id,
        warning_rules.rule,
        case warning_rules.severity when 'high' then 3 when 'medium' then 2 else 1 end as severity,
        warning_rules.metric,
        metrics.value_number,
        case warning_rules.operator
            when 'at_least' then metrics.value_number >= cast(warning_rules.threshold as double)
            when 'at_most' then metrics.value_number <= cast(warning_rules.threshold as double)
        end as is_met
    from living
    cross join warning_rules
    left join metrics
        on
            living.account_id = metrics.account_id
            and warning_rules.metric = metrics.metric
),

-- all conditions of a severity have to hold: a false one decides, else an unknown one leaves open
judged as (
    select
        account_id,
        rule,
        severity,
        case
            when count(*) filter (where not is_met) > 0 then 0
            when count(*) filter (where is_met is null) = 0 then severity
        end as severity_met,
        {{ list_text("metric || ' ' || cast(" ~ double_to_amount('value_number') ~ " as string)") }}
            as evidence
    from compared
    group by account_id, rule, severity
),

final as (
    select
        account_id,
        rule,
        case max(severity_met)
            when 3 then 'high'
            when 2 then 'medium'
            when 1 then 'low'
            else case when count(*) = count(severity_met) then 'none' else 'unknown' end
        end as severity,
        max_by(evidence, severity_met) filter (where severity_met > 0) as evidence
    from judged
    group by account_id, rule
)

select * from final
