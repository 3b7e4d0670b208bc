-- grain: one row per referral
with versions as (
    {{ vendor_rows('community', 'referrals') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and referred_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, referral_id) as version_count,
        {{ version_rank(['source_system', 'referral_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        referral_id,
        referrer_account_id,
        referrer_source_account_key,
        referred_account_id,
        referred_source_account_key,
        referred_lead_id,
        referred_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
