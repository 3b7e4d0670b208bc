-- grain: one row per account that may be tagged
with accounts as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight'
),

bits as (
    {{ tag_bits(var('wide_tags')) }}
),

-- the tags of an account in a few sums of powers of two, which is far less than a row a tag
summed as (
    select
        account_tags.account_id,
        {{ sums_of_tag_bits(var('wide_tags')) }}
    from account_tags
    inner join bits on account_tags.tag = bits.tag
    where account_tags.is_on is distinct from false
    group by account_tags.account_id
),

final as (
    select
        accounts.account_id,
        {{ tag_columns(var('wide_tags')) }}
    from accounts
    left join summed on accounts.account_id = summed.account_id
)

select * from final
