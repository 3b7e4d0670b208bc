-- grain: one row per customer and item that is in play
with customers as (
    select * from {{ ref('int_customers') }}
),

items as (
    select * from {{ ref('value_items') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
),

bands as (
    select * from {{ ref('int_item_bands') }}
),

observed as (
    select
        customers.account_id,
        items.*,
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
in_play as (
    select
        *,
        is_observed or (when_no_row = 'zero' and not has_row) as is_known,
        coalesce(raw_value, 0) as value_or_zero
    from observed
    qualify bool_or(is_observed) over (partition by item)
),

ranked as (
    select
        *,
        rank() over (partition by item, is_known order by value_or_zero asc) - 1 as customers_below,
        count(*) over (partition by item, is_known, value_or_zero) as customers_equal,
        count(*) over (partition by item, is_known) as customers_known
    from in_play
),

shared as (
    select
        *,
        case scoring
            when 'percentile'
                then (customers_below + customers_equal * 0.5e0) / customers_known
            when 'flag' then 1e0
            when 'bands' then band_share
            else (raw_value - low) / nullif(cast(high as double) - low, 0)
        end as share_reached
    from ranked
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
            -- adding 0 turns -0.0 into 0.0
            else least(greatest(share_reached, 0e0), 1e0) + 0e0
        end as share
    from shared
)

select * from final
