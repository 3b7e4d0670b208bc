-- grain: one row per source record
with identity as (
    select * from {{ ref('int_account_identity') }}
),

final as (
    select
        source_system,
        source_account_id,
        account_id,
        match_method,
        match_weight,
        is_orphan
    from identity
)

select * from final
