-- grain: one row per account that brought itself through others
with referrals as (
    select * from {{ ref('int_referrals') }}
),

-- Everybody came through one company at most: the first one that referred it.
up_1 as {{ materialized() }} (
    select
        referred_account_id as account_id,
        referrer_account_id as above_account_id
    from referrals
    where is_first
),

-- Who is above an account after 2, 4 .. 32 steps? After so many only a loop goes on.
{% for step in range(1, 6) -%}
    up_{{ 2 ** step }} as {{ materialized() }} (
        select
            below.account_id,
            above.above_account_id
        from up_{{ 2 ** (step - 1) }} as below
        inner join up_{{ 2 ** (step - 1) }} as above on below.above_account_id = above.account_id
    ),

{% endfor -%}
final as (
    select distinct above_account_id as account_id from up_32
)

select * from final
