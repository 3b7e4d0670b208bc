-- grain: one row per month and channel with marketing spend, in base currency
with spend as (
    select
        *,
        {{ label_spelling('channel') }} as spelling
    from {{ ref('stg_marketing__spend') }}
),

spellings as (
    select * from {{ ref('int_channel_spellings') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

priced as (
    select
        cast(date_trunc('month', spend.spend_date) as date) as month,
        coalesce(spellings.channel, 'unknown') as channel,
        {{ to_base_amount('spend.amount', 'currency_rates.rate_to_base') }} as spend_amount
    from spend
    left join spellings on spend.spelling = spellings.spelling
    left join currency_rates
        on
            coalesce(spend.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and spend.spend_date >= currency_rates.valid_from
            and spend.spend_date < currency_rates.valid_to
),

final as (
    select
        month,
        channel,
        cast(sum(spend_amount) as decimal(18, 2)) as spend_amount,
        cast(count(*) filter (where spend_amount is null) as bigint) as rows_without_rate
    from priced
    group by month, channel
)

select * from final
