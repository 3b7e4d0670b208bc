-- On every date the customers carry all marketing spend up to it, to the cent. Fails with a row a
-- date.
with account_clv as (
    select * from {{ ref('fct_account_clv') }}
),

spend as (
    select * from {{ ref('stg_marketing__spend') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

spent as (
    select
        spend.spend_date,
        cast(
            sum({{ to_base_amount('spend.amount', 'currency_rates.rate_to_base') }})
            as decimal(18, 2)
        ) as amount
    from spend
    inner join currency_rates
        on
            coalesce(spend.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and spend.spend_date >= currency_rates.valid_from
            and spend.spend_date < currency_rates.valid_to
    group by spend.spend_date
),

carried as (
    select
        as_of_date,
        sum(acquisition_cost) as amount
    from account_clv
    where acquisition_cost is not null
    group by as_of_date
)

select
    carried.as_of_date,
    max(carried.amount) as carried_amount,
    coalesce(sum(spent.amount), 0) as spent_amount
from carried
left join spent on carried.as_of_date >= spent.spend_date
group by carried.as_of_date
having max(carried.amount) <> coalesce(sum(spent.amount), 0)
