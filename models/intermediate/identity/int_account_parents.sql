-- grain: one row per account that has a parent, loops taken out
with identity as (
    select * from {{ ref('int_account_identity') }}
),

records as (
    select * from {{ ref('int_account_records') }}
),

-- A record whose parent is the same company has none.
declared as (
    select
        identity.account_id,
        min_by(parents.account_id, identity.record_no) as parent_account_id
    from identity
    inner join records on identity.record_no = records.record_no
    inner join identity as parents
        on records.parent_source_account_key = parents.source_account_key
    where identity.account_id <> parents.account_id
    group by identity.account_id
),

-- Who is above an account after 2, 4, 8 and 16 steps? After so many only a loop goes on.
up_1 as {{ materialized() }} (
    select * from declared
),

{% for step in range(1, 5) -%}
    up_{{ 2 ** step }} as {{ materialized() }} (
        select
            below.account_id,
            above.parent_account_id
        from up_{{ 2 ** (step - 1) }} as below
        inner join up_{{ 2 ** (step - 1) }} as above on below.parent_account_id = above.account_id
    ),

{% endfor -%}
loop_members as (
    select distinct parent_account_id as account_id from up_16
),

final as (
    select
        declared.account_id,
        declared.parent_account_id
    from declared
    left join loop_members on declared.account_id = loop_members.account_id
    where loop_members.account_id is null
)

select * from final
