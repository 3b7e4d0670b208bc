-- grain: one row per account with a referral or a tie
with customers as (
    select * from {{ ref('int_customers') }}
),

referrals as (
    select * from {{ ref('int_referrals') }}
),

ties as (
    select * from {{ ref('int_account_ties') }}
),

-- one line per count that an account has a part in; who it met on either side counts once
counted_lines as (
    select
        referrals.referrer_account_id as account_id,
        case when referrals.is_own then 'own' else 'given' end as role,
        referrals.source_system || ':' || referrals.referral_id as item
    from referrals
    union
    select
        referrals.referred_account_id as account_id,
        'received' as role,
        referrals.source_system || ':' || referrals.referral_id as item
    from referrals
    where not referrals.is_own
    union
    select
        referrals.referrer_account_id as account_id,
        'won' as role,
        customers.account_id as item
    from referrals
    inner join customers on referrals.referred_account_id = customers.account_id
    where not referrals.is_own and customers.first_customer_on >= referrals.referred_on
    union
    select
        from_account_id as account_id,
        kind as role,
        to_account_id as item
    from ties
    union
    select
        to_account_id as account_id,
        kind as role,
        from_account_id as item
    from ties
),

final as (
    select
        account_id,
        count(*) filter (where role = 'given') as referrals_given,
        count(*) filter (where role = 'received') as referrals_received,
        count(*) filter (where role = 'won') as referrals_won,
        count(*) filter (where role = 'own') as own_referrals,
        count(*) filter (where role = 'referral') as referral_degree,
        count(*) filter (where role = 'reply') as reply_degree
    from counted_lines
    where account_id is not null
    group by account_id
)

select * from final
