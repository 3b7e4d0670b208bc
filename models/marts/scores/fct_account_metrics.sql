-- grain: one row per account and metric
{{ long_view() }}

with metrics as (
    select * from {{ ref('int_tag_metrics') }}
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
)

select * from final
