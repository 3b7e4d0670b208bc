-- grain: one row per account
with identity as (
    select * from {{ ref('int_account_identity') }}
),

parents as (
    select * from {{ ref('int_account_parents') }}
),

accounts as (
    select account_id from identity
    where match_method = 'self'
),

-- One company above, then two, four, eight, sixteen.
top_1 as {{ materialized() }} (
    select
        accounts.account_id,
        coalesce(parents.parent_account_id, accounts.account_id) as top_account_id
    from accounts
    left join parents on accounts.account_id = parents.account_id
),

{% for step in range(1, 5) -%}
    top_{{ 2 ** step }} as {{ materialized() }} (
        select
            below.account_id,
            above.top_account_id
        from top_{{ 2 ** (step - 1) }} as below
        inner join top_{{ 2 ** (step - 1) }} as above on below.top_account_id = above.account_id
    ),

{% endfor -%}
final as (
    select
        top_16.account_id,
        parents.parent_account_id,
        top_16.top_account_id as ultimate_parent_account_id
    from top_16
    left join parents on top_16.account_id = parents.account_id
)

select * from final
