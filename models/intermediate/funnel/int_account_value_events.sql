-- grain: one row per account with an event of value: the first, and the first of a later period
with product_usage as (
    select * from {{ ref('stg_service__product_usage') }}
    where loaded_day <= {{ as_of_date() }} and events > 0
),

web_events as (
    select * from {{ ref('int_web_events') }}
    where event_day <= {{ as_of_date() }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
    where went_live_on <= {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

visitor_accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

purchases as (
    select * from {{ ref('int_account_purchases') }}
),

rules as (
    select * from {{ ref('activation_rules') }}
),

-- a day's worth of use has no time: it counts from the start of its day
happened as (
    select
        identity.account_id,
        {{ local_to_utc('cast(product_usage.usage_date as timestamp)') }} as happened_at,
        product_usage.usage_date as happened_on
    from product_usage
    inner join identity on product_usage.source_account_key = identity.source_account_key
    inner join rules
        on
            rules.signal = 'product_usage'
            and (rules.name = 'any' or product_usage.feature = rules.name)
    union all
    select
        identity.account_id,
        {{ local_to_utc('cast(subscriptions.went_live_on as timestamp)') }} as happened_at,
        subscriptions.went_live_on as happened_on
    from subscriptions
    inner join identity on subscriptions.source_account_key = identity.source_account_key
    inner join rules on rules.signal = 'went_live'
    union all
    select
        visitor_accounts.account_id,
        web_events.occurred_at as happened_at,
        web_events.event_day as happened_on
    from web_events
    inner join rules on rules.signal = 'web_event' and web_events.event_name = rules.name
    inner join visitor_accounts
        on {{ salted_hash('web_events.visitor_id') }} = visitor_accounts.visitor_key
),

final as (
    select
        happened.account_id,
        min(happened.happened_at) as first_value_at,
        min(happened.happened_at) filter (
            where happened.happened_on >= purchases.later_from_on
        ) as later_value_at
    from happened
    left join purchases on happened.account_id = purchases.account_id
    group by happened.account_id
)

select * from final
