-- grain: one row per account and need that something speaks for
with needs as (
    select * from {{ ref('int_account_needs') }}
),

final as (
    select
        account_id,
        need,
        weight,
        confidence,
        evidence_count,
        evidence,
        cast(need_level as bigint) as need_level,
        is_main as is_main_need
    from needs
)

select * from final
