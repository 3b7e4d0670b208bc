-- grain: one row per row of the export referrals, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'referrals') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('referral_id') }} as referral_id,
        {{ clean_text('referrer_account_id') }} as referrer_account_id,
        {{ clean_text('referred_account_id') }} as referred_account_id,
        {{ clean_text('referred_lead_id') }} as referred_lead_id,
        {{ clean_text('referred_at') }} as referred_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        referral_id,
        referrer_account_id,
        'crm_csv:' || referrer_account_id as referrer_source_account_key,
        referred_account_id,
        'crm_csv:' || referred_account_id as referred_source_account_key,
        referred_lead_id,
        {{ to_timestamp('referred_at') }} as referred_at,
        {{ bad_values(
            typed={
                'referred_at': 'timestamp'
            },
            required=['referral_id', 'referrer_account_id', 'referred_at']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

final as (
    select
        *,
        referral_id is null or referrer_account_id is null or referred_at is null as is_rejected
    from typed
)

select * from final
