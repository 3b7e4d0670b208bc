-- grain: one row per account that may be tagged
with accounts as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight'
),

-- the tags of an account in two texts, which is far less than a row a tag
listed as (
    select
        account_id,
        '|' || {{ joined_text('case when is_on then tag end', '|') }} || '|' as tags_on,
        '|' || {{ joined_text('case when is_on is null then tag end', '|') }} || '|' as tags_unknown
    from account_tags
    group by account_id
),

found as (
    select
        accounts.account_id,
        coalesce(listed.tags_on, '') as tags_on,
        coalesce(listed.tags_unknown, '') as tags_unknown
    from accounts
    left join listed on accounts.account_id = listed.account_id
),

final as (
    select
        account_id,
        {{ tag_columns(var('wide_tags')) }}
    from found
)

select * from final
