-- grain: one row per account and metric that tags may look at
{{ config(materialized='view') }}

with metrics as (
    select * from {{ ref('int_account_metrics') }}
),

graded as (
    {{ metric_rows(grade_metrics()) }}
),

listed as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        observed_on
    from metrics
    union all
    select
        account_id,
        metric,
        value_number,
        value_text,
        {{ as_of_date() }} as observed_on
    from graded
),

final as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        case
            when value_number is null and value_text is null then 'unknown' else 'known'
        end as status,
        observed_on
    from listed
)

select * from final
