-- grain: one row per account key that a fact names as of the date
with orders as (
    select * from {{ ref('stg_commerce__orders') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

service_time as (
    select * from {{ ref('stg_service__service_time') }}
),

product_usage as (
    select * from {{ ref('stg_service__product_usage') }}
),

placeholder_accounts as (
    select * from {{ ref('placeholder_accounts') }}
),

-- Only what a company does makes an account. A contact, a tag or a measure of a company that
-- nobody knows doesn't.
facts as (
    select
        source_account_key,
        account_id,
        loaded_day as seen_on
    from orders
    where loaded_day <= {{ as_of_date() }}
    union all
    select
        source_account_key,
        account_id,
        loaded_day as seen_on
    from activities
    where loaded_day <= {{ as_of_date() }}
    union all
    select
        source_account_key,
        account_id,
        loaded_day as seen_on
    from product_usage
    where loaded_day <= {{ as_of_date() }}
    union all
    select
        source_account_key,
        account_id,
        {{ local_date('created_at') }} as seen_on
    from opportunities
    where not coalesce(is_deleted, false)
    union all
    select
        source_account_key,
        account_id,
        started_on as seen_on
    from subscriptions
    union all
    select
        source_account_key,
        account_id,
        issued_on as seen_on
    from invoices
    union all
    select
        source_account_key,
        account_id,
        {{ local_date('opened_at') }} as seen_on
    from tickets
    union all
    select
        source_account_key,
        account_id,
        service_date as seen_on
    from service_time
),

final as (
    select
        facts.source_account_key,
        min(facts.account_id) as source_account_id,
        min(facts.seen_on) as first_seen_on
    from facts
    left join placeholder_accounts
        on {{ lower_case('trim(facts.account_id)') }} = placeholder_accounts.placeholder
    where facts.source_account_key is not null and placeholder_accounts.placeholder is null
    group by facts.source_account_key
)

select * from final
