-- grain: one row per object that rules decide
with rule_rows as (
    select * from {{ ref('int_rule_rows') }}
),

final as (
    select
        object,
        md5({{ list_text('rule_row') }}) as rules_version
    from rule_rows
    group by object
)

select * from final
