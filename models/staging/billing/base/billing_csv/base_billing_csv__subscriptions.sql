-- grain: one row per row of the export billing_subscriptions, rejected rows included
{% set types = {
    'seats': 'bigint', 'mrr': 'decimal(18, 6)', 'is_trial': 'boolean', 'started_on': 'date',
    'ended_on': 'date', 'renews_on': 'date', 'term_months': 'bigint', 'went_live_on': 'date',
    'cancelled_on': 'date'
} %}
{% set required = ['subscription_id', 'account_id', 'mrr', 'started_on'] %}

with export_rows as (
    select * from {{ source('raw', 'billing_subscriptions') }}
),

cleaned as (
    select
        {{ clean_id('subscription_id') }} as subscription_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('plan') }} as plan,
        {{ clean_text('seats') }} as seats_text,
        {{ clean_text('mrr') }} as mrr_text,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('is_trial') }} as is_trial_text,
        {{ clean_text('started_on') }} as started_on_text,
        {{ clean_text('ended_on') }} as ended_on_text,
        {{ clean_text('renews_on') }} as renews_on_text,
        {{ clean_text('term_months') }} as term_months_text,
        {{ clean_text('went_live_on') }} as went_live_on_text,
        {{ clean_text('cancelled_on') }} as cancelled_on_text,
        {{ clean_text('cancel_reason') }} as cancel_reason,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
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
