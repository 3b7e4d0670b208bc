-- grain: one row per month of conversion, channel and attribution model that looks at single paths
-- Credit is kept in billionths of a conversion and millionths of a currency unit: sums of whole
-- numbers are the same in any order, on any engine.
with path_touches as (
    select *
    from {{ ref('int_path_touches') }}
    where is_conversion
),

models as (
    select *
    from {{ ref('attribution_models') }}
    where method <> 'chain'
),

rules as (
    select max(value) filter (where rule = 'half_life_days') as half_life_days
    from {{ ref('attribution_rules') }}
),

placed as (
    select
        path_touches.*,
        row_number() over (
            partition by path_touches.path_id order by path_touches.touch_no
        ) as place,
        count(*) over (partition by path_touches.path_id) as touches,
        row_number() over (
            partition by path_touches.path_id, path_touches.channel order by path_touches.touch_no
        ) = 1 as is_new_channel,
        power(0.5e0, path_touches.days_before / rules.half_life_days) as weight
    from path_touches
    cross join rules
),

weighed as (
    select
        *,
        sum(weight) over (partition by path_id) as path_weight,
        sum(case when is_new_channel then 1 else 0 end) over (partition by path_id) as channels
    from placed
),

shared as (
    select
        weighed.month,
        weighed.channel,
        models.model,
        cast(weighed.amount as double) as amount,
        case
            when models.method = 'even' then 1e0 / weighed.touches
            when models.method = 'decay' then weighed.weight / weighed.path_weight
            when models.method = 'channels' and not weighed.is_new_channel then 0e0
            when models.method = 'channels' then 1e0 / weighed.channels
            when weighed.touches = 1 then 1e0
            when weighed.touches = 2 and weighed.place = 1
                then models.first_share / (models.first_share + models.last_share)
            when weighed.touches = 2
                then models.last_share / (models.first_share + models.last_share)
            when weighed.place = 1 then models.first_share
            when weighed.place = weighed.touches then models.last_share
            else (1e0 - models.first_share - models.last_share) / (weighed.touches - 2)
        end as share
    from weighed
    cross join models
),

final as (
    select
        month,
        channel,
        model,
        cast(sum(cast(round(share * 1e9) as bigint)) as bigint) as conversion_units,
        cast(sum(cast(round(share * amount * 1e6) as bigint)) as bigint) as amount_units
    from shared
    where share > 0
    group by month, channel, model
)

select * from final
