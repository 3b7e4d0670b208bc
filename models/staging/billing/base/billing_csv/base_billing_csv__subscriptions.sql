-- grain: one row per row of the export billing_subscriptions, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'billing_subscriptions') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('subscription_id') }} as subscription_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('plan') }} as plan,
        {{ clean_text('seats') }} as seats,
        {{ clean_text('mrr') }} as mrr,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('is_trial') }} as is_trial,
        {{ clean_text('started_on') }} as started_on,
        {{ clean_text('ended_on') }} as ended_on,
        {{ clean_text('renews_on') }} as renews_on,
        {{ clean_text('term_months') }} as term_months,
        {{ clean_text('went_live_on') }} as went_live_on,
        {{ clean_text('cancelled_on') }} as cancelled_on,
        {{ clean_text('cancel_reason') }} as cancel_reason,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        subscription_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        plan,
        {{ to_bigint('seats') }} as seats,
        {{ to_decimal('mrr') }} as mrr_amount,
        currency,
        {{ to_boolean('is_trial') }} as is_trial,
        {{ to_date('started_on') }} as started_on,
        {{ to_date('ended_on') }} as ended_on,
        {{ to_date('renews_on') }} as renews_on,
        {{ to_bigint('term_months') }} as term_months,
        {{ to_date('went_live_on') }} as went_live_on,
        {{ to_date('cancelled_on') }} as cancelled_on,
        cancel_reason,
        {{ bad_values(
            typed={
                'seats': 'bigint',
                'mrr': 'decimal(18, 6)',
                'is_trial': 'boolean',
                'started_on': 'date',
                'ended_on': 'date',
                'renews_on': 'date',
                'term_months': 'bigint',
                'went_live_on': 'date',
                'cancelled_on': 'date'
            },
            required=['subscription_id', 'account_id', 'mrr', 'started_on']
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
        subscription_id is null or account_id is null or mrr_amount is null or started_on is null as is_rejected
    from typed
)

select * from final
