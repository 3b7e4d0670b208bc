-- grain: one row per month of conversion, channel and attribution model
with path_shares as (
    select * from {{ ref('int_path_shares') }}
),

path_touches as (
    select * from {{ ref('int_path_touches') }}
),

markov_effects as (
    select * from {{ ref('int_markov_effects') }}
),

chain_models as (
    select *
    from {{ ref('attribution_models') }}
    where method = 'chain'
),

conversions as (
    select
        path_id,
        min(month) as month,
        min(amount) as amount,
        max(touch_no) > 0 as is_touched
    from path_touches
    where is_conversion
    group by path_id
),

month_totals as (
    select
        month,
        is_touched,
        count(*) as conversions,
        cast(sum(amount) as double) as amount
    from conversions
    group by month, is_touched
),

-- A chain says what a channel is worth to all paths, not to one: each month is shared out alike.
shares as (
    select
        month,
        channel,
        model,
        1 as conversions,
        cast(amount as double) as amount,
        share
    from path_shares
    where share <> 0
    union all
    select
        month_totals.month,
        markov_effects.channel,
        chain_models.model,
        month_totals.conversions,
        month_totals.amount,
        markov_effects.credit_share as share
    from month_totals
    cross join markov_effects
    cross join chain_models
    where month_totals.is_touched
    union all
    select
        month_totals.month,
        'unknown' as channel,
        chain_models.model,
        month_totals.conversions,
        month_totals.amount,
        1e0 as share
    from month_totals
    cross join chain_models
    where not month_totals.is_touched
),

-- Billionths of a conversion and millionths of a currency unit: sums of whole numbers are the same
-- in any order, on any engine.
final as (
    select
        month,
        channel,
        model,
        cast(sum(cast(round(share * conversions * 1e9) as bigint)) as bigint) as conversion_units,
        cast(sum(cast(round(share * amount * 1e6) as bigint)) as bigint) as amount_units
    from shares
    group by month, channel, model
)

select * from final
