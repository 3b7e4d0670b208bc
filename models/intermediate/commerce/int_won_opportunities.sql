-- grain: one row per opportunity won by the end of as_of_date
with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

won_stages as (
    select * from {{ ref('won_stages') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- Won without a closing time: the last time at which anything was heard of it.
won as (
    select
        opportunities.opportunity_id,
        opportunities.source_system,
        opportunities.source_account_key,
        opportunities.amount,
        coalesce(opportunities.currency, '{{ var("base_currency") }}') as currency,
        coalesce(
            opportunities.closed_at, opportunities.updated_at, opportunities.created_at
        ) as won_at
    from opportunities
    left join won_stages
        on replace(replace(lower(opportunities.stage), ' ', '_'), '-', '_') = won_stages.spelling
    where
        coalesce(opportunities.is_won, won_stages.spelling is not null)
        and not coalesce(opportunities.is_deleted, false)
),

dated as (
    select
        *,
        {{ local_date('won_at') }} as won_on
    from won
    where won_at < {{ as_of_end() }}
),

final as (
    select
        dated.opportunity_id,
        dated.source_system,
        identity.account_id,
        dated.won_at,
        dated.won_on,
        {{ to_base_amount('dated.amount', 'currency_rates.rate_to_base') }} as won_amount
    from dated
    left join identity on dated.source_account_key = identity.source_account_key
    left join currency_rates
        on
            dated.currency = currency_rates.currency
            and dated.won_on >= currency_rates.valid_from
            and dated.won_on < currency_rates.valid_to
)

select * from final
