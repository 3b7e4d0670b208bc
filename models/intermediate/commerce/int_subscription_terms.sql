-- grain: one row per row of a paid subscription that has started: its days and its price
with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- The row with the latest start rules from its start on, a trial's rows included.
trimmed as (
    select
        subscription_id,
        source_system,
        source_account_key,
        started_on,
        least(
            coalesce(ended_on, date '9999-12-31'),
            coalesce(
                cast(
                    lead(started_on) over (
                        partition by source_system, subscription_id order by started_on
                    ) - interval 1 day as date
                ),
                date '9999-12-31'
            )
        ) as last_day,
        coalesce(is_trial, false) as is_trial,
        seats,
        mrr_amount,
        coalesce(currency, '{{ var("base_currency") }}') as currency,
        cancel_reason
    from subscriptions
),

final as (
    select
        trimmed.subscription_id,
        trimmed.source_system,
        identity.account_id,
        trimmed.started_on,
        trimmed.last_day as ended_on,
        {{ to_base_amount('trimmed.mrr_amount', 'currency_rates.rate_to_base') }} as mrr_amount,
        trimmed.seats,
        trimmed.cancel_reason
    from trimmed
    left join identity on trimmed.source_account_key = identity.source_account_key
    left join currency_rates
        on
            trimmed.currency = currency_rates.currency
            and trimmed.started_on >= currency_rates.valid_from
            and trimmed.started_on < currency_rates.valid_to
    where trimmed.last_day >= trimmed.started_on and not trimmed.is_trial
)

select * from final
