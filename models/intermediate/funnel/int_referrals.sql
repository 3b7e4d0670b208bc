-- grain: one row per referral made by the end of as_of_date, both companies resolved
with referrals as (
    select * from {{ ref('stg_community__referrals') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- the vendors of one company may use one id for two leads
leads as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
    qualify row_number() over (
        partition by person_id order by source_system, account_id
    ) = 1
),

resolved as (
    select
        referrals.referral_id,
        referrals.source_system,
        referrers.account_id as referrer_account_id,
        coalesce(referred.account_id, leads.account_id) as referred_account_id,
        referrals.referred_lead_id,
        referrals.referred_at
    from referrals
    left join identity as referrers
        on referrals.referrer_source_account_key = referrers.source_account_key
    left join identity as referred
        on referrals.referred_source_account_key = referred.source_account_key
    left join leads on referrals.referred_lead_id = leads.person_id
),

-- nobody refers itself; of several who referred a company the first one did
final as (
    select
        referral_id,
        source_system,
        referrer_account_id,
        referred_account_id,
        referred_lead_id,
        referred_at,
        {{ local_date('referred_at') }} as referred_on,
        coalesce(referrer_account_id = referred_account_id, false) as is_own,
        referred_account_id is not null
        and row_number() over (
            partition by referred_account_id
            order by
                coalesce(referrer_account_id = referred_account_id, true),
                referred_at,
                source_system,
                referral_id
        ) = 1
        and not coalesce(referrer_account_id = referred_account_id, true) as is_first
    from resolved
)

select * from final
