-- grain: one row per account and item that is scored over bands
with metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null
),

bands as (
    select * from {{ ref('item_bands') }}
),

reached as (
    select
        metrics.account_id,
        bands.item,
        bands.metric,
        coalesce(
            max_by(bands.share, bands.lower_bound) filter (
                where metrics.value_number >= bands.lower_bound
            ),
            0
        ) as share
    from metrics
    inner join bands on metrics.metric = bands.metric
    group by metrics.account_id, bands.item, bands.metric
),

-- an item may look at several metrics; together they reach no more than all of it
final as (
    select
        account_id,
        item,
        least(sum(cast(share as double)), 1e0) as share
    from reached
    group by account_id, item
)

select * from final
