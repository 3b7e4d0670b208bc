-- grain: one row per account that ever referred somebody
with referrals as (
    select * from {{ ref('stg_community__referrals') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

referred as (
    select
        referrer.account_id,
        coalesce(company.account_id, people.account_id) as referred_account_id,
        {{ local_date('referrals.referred_at') }} as referred_on
    from referrals
    inner join identity as referrer
        on referrals.referrer_source_account_key = referrer.source_account_key
    left join identity as company
        on referrals.referred_source_account_key = company.source_account_key
    left join people on referrals.referred_lead_id = people.person_id
),

-- won is who became a customer after the referral, and not the referrer itself
final as (
    select
        referred.account_id,
        count(distinct customers.account_id) filter (
            where
            customers.account_id <> referred.account_id
            and customers.first_customer_on >= referred.referred_on
            and customers.first_customer_on > rules.referral_start
        ) as won_referrals
    from referred
    cross join rules
    left join customers on referred.referred_account_id = customers.account_id
    group by referred.account_id
)

select * from final
