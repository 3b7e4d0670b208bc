-- grain: one row per check and record whose relation to others can't be
with referrals as (
    select * from {{ ref('int_referrals') }}
),

referral_loops as (
    select * from {{ ref('int_referral_loops') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

records as (
    select * from {{ ref('int_account_records') }}
),

parents as (
    select * from {{ ref('int_account_parents') }}
),

members as (
    select * from {{ ref('int_member_accounts') }}
),

activity as (
    select * from {{ ref('int_member_activity') }}
),

declared as (
    select
        records.source_account_key,
        identity.account_id,
        above.account_id as above_account_id
    from records
    inner join identity on records.source_account_key = identity.source_account_key
    inner join identity as above on records.parent_source_account_key = above.source_account_key
),

-- the parents of a loop are taken out of the family; two records of one company are no fault
family_faults as (
    select
        case
            when declared.account_id = declared.above_account_id then 'own_parent'
            else 'family_loop'
        end as check_name,
        declared.source_account_key as record_key
    from declared
    inner join records on declared.source_account_key = records.source_account_key
    left join parents on declared.account_id = parents.account_id
    where
        records.source_account_key = records.parent_source_account_key
        or (declared.account_id <> declared.above_account_id and parents.account_id is null)
),

referral_faults as (
    select
        case when referrals.is_own then 'self_referral' else 'referral_loop' end as check_name,
        referrals.source_system || ':' || referrals.referral_id as record_key
    from referrals
    left join referral_loops as looped on referrals.referred_account_id = looped.account_id
    where referrals.is_own or (referrals.is_first and looped.account_id is not null)
),

final as (
    select * from family_faults
    union all
    select * from referral_faults
    union all
    select
        'active_before_joining' as check_name,
        source_system || ':' || member_id as record_key
    from activity
    where first_active_at < joined_at
    union all
    select
        'member_without_account' as check_name,
        source_system || ':' || member_id as record_key
    from members
    where account_id is null
)

select * from final
