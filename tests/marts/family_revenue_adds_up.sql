-- The revenue of all families is that of all accounts, and so are their members.
-- Fails with one row per number that differs.
with relations as (
    select * from {{ ref('fct_account_relations') }}
),

summed as (
    select
        coalesce(sum(revenue_12m_amount), 0) as own_amount,
        coalesce(sum(case when is_family_head then family_revenue_12m_amount end), 0)
            as family_amount,
        count(*) as accounts,
        sum(case when is_family_head then family_accounts end) as family_accounts
    from relations
)

select
    'revenue' as item,
    cast(own_amount as double) as expected,
    cast(family_amount as double) as actual
from summed
where own_amount <> family_amount
union all
select
    'accounts' as item,
    cast(accounts as double) as expected,
    cast(family_accounts as double) as actual
from summed
where accounts <> family_accounts
