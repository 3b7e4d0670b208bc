-- Names every currency whose amounts are unknown because the feed fx_rates has no rate for it.
{{ config(severity='warn') }}

with amounts as (
    select currency
    from {{ ref('stg_commerce__orders') }}
    where loaded_day <= {{ as_of_date() }}
    union all
    select currency from {{ ref('stg_billing__subscriptions') }}
    union all
    select currency from {{ ref('stg_crm__opportunities') }}
    where amount is not null
)

select
    amounts.currency,
    count(*) as rows_without_amount
from amounts
left join {{ ref('int_currency_rates') }} as currency_rates
    on amounts.currency = currency_rates.currency
where amounts.currency is not null and currency_rates.currency is null
group by amounts.currency
