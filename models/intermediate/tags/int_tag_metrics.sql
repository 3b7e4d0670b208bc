-- grain: one row per account and metric that tags may look at
{{ config(materialized='view') }}

with metrics as (
    select * from {{ ref('int_account_metrics') }}
),

graded as (
    {{ metric_rows(grade_metrics()) }}
),

final as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        status,
        observed_on
    from metrics
    union all
    select
        account_id,
        metric,
        value_number,
        value_text,
        case
            when value_number is null and value_text is null then 'unknown' else 'known'
        end as status,
        {{ as_of_date() }} as observed_on
    from graded
)

select * from final
