-- grain: one row per feed of the contract
with coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

feeds as (
    select * from {{ ref('feeds') }}
),

freshness as (
    select * from {{ ref('freshness') }}
),

final as (
    select
        coverage.feed,
        feeds.area,
        coverage.is_provided,
        coverage.rows,
        coverage.rejected_rows,
        coverage.rejected_values,
        coverage.duplicate_rows,
        coverage.later_rows,
        coverage.rows_out,
        coverage.newest_record_at,
        coverage.days_behind,
        cast(freshness.expected_days as bigint) as expected_days,
        case
            when freshness.feed is null then false
            else coverage.days_behind > freshness.expected_days
        end as is_late,
        coverage.unknown_column_count,
        feeds.switches_on,
        feeds.switches_on_zh
    from coverage
    inner join feeds on coverage.feed = feeds.feed
    left join freshness on coverage.feed = freshness.feed
)

select * from final
