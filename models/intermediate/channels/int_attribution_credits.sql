-- grain: one row per month of conversion, channel and attribution model
with touch_credits as (
    select * from {{ ref('int_touch_credits') }}
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
chained as (
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
    where month_totals.is_touched and markov_effects.credit_share > 0
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

final as (
    select
        month,
        channel,
        model,
        conversion_units,
        amount_units
    from touch_credits
    union all
    select
        month,
        channel,
        model,
        cast(sum(cast(round(share * conversions * 1e9) as bigint)) as bigint) as conversion_units,
        cast(sum(cast(round(share * amount * 1e6) as bigint)) as bigint) as amount_units
    from chained
    group by month, channel, model
)

select * from final
