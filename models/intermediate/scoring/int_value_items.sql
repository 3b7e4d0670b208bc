-- grain: one row per customer and item that is in play
with customers as (
    select * from {{ ref('int_customers') }}
),

items as (
    select * from {{ ref('value_items') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where metric in (select items.metric from items)
),

bands as (
    select * from {{ ref('int_item_bands') }}
),

observed as (
    select
        customers.account_id,
        items.item,
        metrics.value_number as raw_value,
        metrics.account_id is not null as has_row,
        bands.share as band_share,
        case
            when items.scoring = 'bands' then bands.share is not null
            else metrics.value_number is not null
        end as is_observed
    from customers
    cross join items
    left join metrics
        on customers.account_id = metrics.account_id and items.metric = metrics.metric
    left join bands
        on customers.account_id = bands.account_id and items.item = bands.item
),

-- an item that nobody has a value for leaves the score
items_in_play as (
    select distinct item
    from observed
    where is_observed
),

in_play as (
    select
        observed.*,
        items.part,
        items.max_points,
        items.scoring,
        cast(items.low as double) as low,
        cast(items.high as double) as high,
        observed.is_observed or (items.when_no_row = 'zero' and not observed.has_row) as is_known,
        -- adding 0 turns -0.0 into 0.0
        case
            when
                items.scoring = 'percentile'
                and (
                    observed.is_observed or (items.when_no_row = 'zero' and not observed.has_row)
                )
                then coalesce(observed.raw_value, 0e0) + 0e0
        end as ranked_value
    from observed
    inner join items_in_play on observed.item = items_in_play.item
    inner join items on observed.item = items.item
),

counted as (
    select
        item,
        ranked_value,
        count(*) as customers_equal
    from in_play
    where ranked_value is not null
    group by item, ranked_value
),

ranked as (
    select
        item,
        ranked_value,
        cast(
            sum(customers_equal) over (partition by item order by ranked_value) as double
        ) - customers_equal * 0.5e0 as middle_rank,
        cast(sum(customers_equal) over (partition by item) as double) as customers_known
    from counted
),

shared as (
    select
        in_play.*,
        case in_play.scoring
            when 'percentile' then ranked.middle_rank / ranked.customers_known
            when 'flag' then 1e0
            when 'bands' then in_play.band_share
            else (in_play.raw_value - in_play.low) / nullif(in_play.high - in_play.low, 0)
        end as share_reached
    from in_play
    left join ranked
        on in_play.item = ranked.item and in_play.ranked_value = ranked.ranked_value
),

final as (
    select
        account_id,
        item,
        part,
        max_points,
        raw_value,
        case when is_known then 'known' else 'unknown' end as status,
        case
            when not is_known then null
            when not is_observed then 0e0
            when scoring in ('percentile', 'flag') and raw_value <= low then 0e0
            else least(greatest(share_reached, 0e0), 1e0) + 0e0
        end as share
    from shared
)

select * from final
