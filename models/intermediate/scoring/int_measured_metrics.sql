-- grain: one row per account and metric that Strata measures
{{ long_view() }}

with final as (
    {{ metric_rows(account_metrics()) }}
)

select * from final
