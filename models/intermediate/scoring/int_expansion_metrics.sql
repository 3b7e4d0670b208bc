-- grain: one row per account that used the product lately or ever had seats
with product_usage as (
    select * from {{ ref('stg_service__product_usage') }}
    where loaded_day <= {{ as_of_date() }}
),

subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

used_by_source as (
    select
        product_usage.source_account_key,
        product_usage.feature is null as is_whole,
        sum(product_usage.events) filter (where product_usage.loaded_day > rules.usage_start)
            as events,
        sum(product_usage.events) filter (
            where
            product_usage.loaded_day > rules.earlier_usage_start
            and product_usage.loaded_day <= rules.usage_start
        ) as earlier_events,
        bool_or(product_usage.loaded_day <= rules.earlier_usage_start) as has_history
    from product_usage
    cross join rules
    where product_usage.loaded_day > rules.first_usage_start
    group by product_usage.source_account_key, product_usage.feature is null
),

-- a row without a feature is the whole product; its features say the same again
used as (
    select
        identity.account_id,
        used_by_source.is_whole,
        sum(used_by_source.events) as events,
        sum(used_by_source.earlier_events) as earlier_events,
        bool_or(used_by_source.has_history) as has_history
    from used_by_source
    inner join identity on used_by_source.source_account_key = identity.source_account_key
    group by identity.account_id, used_by_source.is_whole
),

used_as_a_whole as (
    select
        account_id,
        case
            when has_history and earlier_events > 0
                then cast(coalesce(events, 0) as double) / cast(earlier_events as double) - 1
        end as usage_growth_rate
    from used
    qualify row_number() over (partition by account_id order by is_whole desc) = 1
),

seated as (
    select
        subscription_terms.account_id,
        cast(
            coalesce(
                sum(subscription_terms.seats) filter (
                    where rules.as_of_date between
                    subscription_terms.started_on and subscription_terms.ended_on
                ), 0
            ) as double
        ) / nullif(
            sum(subscription_terms.seats) filter (
                where rules.usage_start between
                subscription_terms.started_on and subscription_terms.ended_on
            ), 0
        ) - 1 as seat_growth_rate
    from subscription_terms
    cross join rules
    where subscription_terms.seats is not null and subscription_terms.account_id is not null
    group by subscription_terms.account_id
),

accounts as (
    select account_id from used_as_a_whole
    union
    select account_id from seated
),

final as (
    select
        accounts.account_id,
        coalesce(used_as_a_whole.usage_growth_rate, seated.seat_growth_rate) as usage_growth_rate
    from accounts
    left join used_as_a_whole on accounts.account_id = used_as_a_whole.account_id
    left join seated on accounts.account_id = seated.account_id
)

select * from final
