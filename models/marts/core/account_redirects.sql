-- grain: one row per account id that was published before and is no account any more
with redirects as (
    select * from {{ ref('int_account_redirects') }}
),

final as (
    select
        old_account_id,
        account_id,
        changed_on,
        match_method
    from redirects
)

select * from final
