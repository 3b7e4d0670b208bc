-- grain: one row per night, with the numbers of seed score_rules and the days they lead to
with score_rules as (
    select * from {{ ref('score_rules') }}
),

whole_numbers as (
    select
        cast({{ score_rule('trailing_months') }} as int) as trailing_months,
        cast({{ score_rule('referral_months') }} as int) as referral_months,
        cast({{ score_rule('role_days') }} as int) as role_days,
        cast({{ score_rule('usage_days') }} as int) as usage_days,
        cast({{ score_rule('payment_grace_days') }} as int) as payment_grace_days,
        cast({{ score_rule('min_appointments') }} as int) as min_appointments
),

-- a window reaches from the day after its start to as_of_date
final as (
    select
        {{ as_of_date() }} as as_of_date,
        cast({{ dbt.dateadd('month', '-trailing_months', as_of_date()) }} as date)
            as trailing_start,
        cast({{ dbt.dateadd('month', '-referral_months', as_of_date()) }} as date)
            as referral_start,
        cast({{ dbt.dateadd('day', '-role_days', as_of_date()) }} as date) as role_start,
        cast({{ dbt.dateadd('day', '-usage_days', as_of_date()) }} as date) as usage_start,
        cast({{ dbt.dateadd('day', '-2 * usage_days', as_of_date()) }} as date)
            as earlier_usage_start,
        cast({{ dbt.dateadd('day', '-3 * usage_days', as_of_date()) }} as date)
            as first_usage_start,
        payment_grace_days,
        min_appointments,
        cast({{ score_rule('payment_tolerance_rate') }} as double) as payment_tolerance_rate,
        cast({{ score_rule('service_hour_amount') }} as double) as service_hour_amount,
        cast({{ score_rule('cost_rate_cap') }} as double) as cost_rate_cap,
        cast({{ score_rule('wallet_quantile') }} as double) as wallet_quantile,
        cast({{ score_rule('reply_cap_days') }} as double) as reply_cap_days,
        cast({{ score_rule('discount_policy_rate') }} as double) as discount_policy_rate,
        cast({{ score_rule('big_percentile') }} as double) as big_percentile,
        cast({{ score_rule('thin_percentile') }} as double) as thin_percentile
    from whole_numbers
)

select * from final
