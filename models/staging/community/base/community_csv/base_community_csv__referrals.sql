-- grain: one row per row of the export referrals, rejected rows included
{% set types = {'referred_at': 'timestamp'} %}
{% set required = ['referral_id', 'referrer_account_id', 'referred_at'] %}

with export_rows as (
    select * from {{ source('raw', 'referrals') }}
),

cleaned as (
    select
        {{ clean_id('referral_id') }} as referral_id,
        {{ clean_id('referrer_account_id') }} as referrer_account_id,
        {{ clean_id('referred_account_id') }} as referred_account_id,
        {{ clean_id('referred_lead_id') }} as referred_lead_id,
        {{ clean_text('referred_at') }} as referred_at_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || referrer_account_id as referrer_source_account_key,
        'crm_csv:' || referred_account_id as referred_source_account_key,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
