-- grain: one row per account and technology
with technologies as (
    select * from {{ ref('int_account_technologies') }}
),

final as (
    select
        account_id,
        technology,
        category,
        is_competitor,
        first_seen_on,
        last_seen_on,
        is_current
    from technologies
)

select * from final
