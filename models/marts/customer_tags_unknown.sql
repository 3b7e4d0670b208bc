-- grain: one row per account and tag that can't be decided
with account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight' and is_on is null
),

final as (
    select
        account_tags.account_id,
        account_tags.tag,
        account_tags.deciding_metric as metric
    from account_tags
)

select * from final
