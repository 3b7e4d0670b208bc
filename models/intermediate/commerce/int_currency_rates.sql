-- grain: one row per currency, as exports spell it, and period in which one rate holds
with fx_rates as (
    select * from {{ ref('stg_enrichment__fx_rates') }}
),

currency_codes as (
    select * from {{ ref('currency_codes') }}
),

coded as (
    select
        coalesce(currency_codes.currency, fx_rates.currency) as currency,
        fx_rates.rate_date,
        try_cast(fx_rates.rate_to_base as decimal(18, 12)) as rate_to_base,
        fx_rates.source_system
    from fx_rates
    left join currency_codes on fx_rates.currency = currency_codes.spelling
),

-- The base currency is worth one, whatever a feed says of it.
daily as (
    select
        currency,
        rate_date,
        rate_to_base
    from coded
    where rate_to_base > 0 and currency <> '{{ var("base_currency") }}'
    qualify
        row_number() over (
            partition by currency, rate_date order by source_system, rate_to_base
        ) = 1
    union all
    select
        '{{ var("base_currency") }}' as currency,
        date '1900-01-01' as rate_date,
        cast(1 as decimal(18, 12)) as rate_to_base
),

-- A rate holds until the next one; the first also holds for the time before it.
dated as (
    select
        currency,
        rate_to_base,
        case
            when lag(rate_date) over (partition by currency order by rate_date) is null
                then date '1900-01-01'
            else rate_date
        end as valid_from,
        coalesce(
            lead(rate_date) over (partition by currency order by rate_date),
            date '9999-12-31'
        ) as valid_to
    from daily
),

final as (
    select
        currency,
        valid_from,
        valid_to,
        rate_to_base
    from dated
    union all
    select
        currency_codes.spelling as currency,
        dated.valid_from,
        dated.valid_to,
        dated.rate_to_base
    from currency_codes
    inner join dated on currency_codes.currency = dated.currency
)

select * from final
