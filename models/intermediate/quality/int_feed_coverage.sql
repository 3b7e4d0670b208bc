-- grain: one row per feed of the contract
with feeds as (
    select feed from {{ ref('feeds') }}
),

files as (
    select * from {{ source('raw', 'files') }}
    where is_current
),

base_rows as (
    {{ base_rows() }}
),

staged_rows as (
    {{ staged_rows() }}
),

counted_in_files as (
    select
        feed,
        sum(rows + rejected_lines) as rows_in,
        sum(rejected_lines) as rejected_lines
    from files
    group by feed
),

named_unknown_columns as (
    select
        feed,
        {{ one_row_a_part('unknown_columns', "';'") }} as column_name
    from files
),

counted_unknown_columns as (
    select
        feed,
        count(distinct nullif(column_name, '')) as unknown_column_count
    from named_unknown_columns
    group by feed
),

placed_in_time as (
    select
        *,
        coalesce(recorded_at >= {{ as_of_end() }}, false) as is_later,
        -- entries of bad_values are parted by character 30
        length(bad_values) - length(replace(bad_values, chr(30), '')) + 1 as bad_value_count
    from base_rows
),

counted_in_base as (
    select
        feed,
        count(*) filter (where is_rejected) as rejected_rows,
        sum(bad_value_count) filter (where not is_rejected) as rejected_values,
        count(*) filter (where not is_rejected and is_superseded) as superseded_rows,
        count(*) filter (
            where not is_rejected and is_later and not coalesce(is_superseded, false)
        ) as later_rows,
        max(recorded_at) filter (where not is_rejected and not is_later) as newest_record_at
    from placed_in_time
    group by feed
),

counted_in_staging as (
    select
        feed,
        count(*) as rows_out,
        sum(replaced_versions) as replaced_versions
    from staged_rows
    group by feed
),

final as (
    select
        feeds.feed,
        coalesce(files.rows_in, 0) > 0 as is_provided,
        cast(coalesce(files.rows_in, 0) as bigint) as rows,
        cast(coalesce(files.rejected_lines, 0) + coalesce(base.rejected_rows, 0) as bigint)
            as rejected_rows,
        cast(coalesce(base.rejected_values, 0) as bigint) as rejected_values,
        cast(coalesce(base.superseded_rows, 0) + coalesce(staging.replaced_versions, 0) as bigint)
            as duplicate_rows,
        cast(coalesce(base.later_rows, 0) as bigint) as later_rows,
        cast(coalesce(staging.rows_out, 0) as bigint) as rows_out,
        base.newest_record_at,
        {{ days_between(local_date('base.newest_record_at'), as_of_date()) }} as days_behind,
        cast(coalesce(unknown_columns.unknown_column_count, 0) as bigint) as unknown_column_count
    from feeds
    left join counted_in_files as files on feeds.feed = files.feed
    left join counted_in_base as base on feeds.feed = base.feed
    left join counted_in_staging as staging on feeds.feed = staging.feed
    left join counted_unknown_columns as unknown_columns on feeds.feed = unknown_columns.feed
)

select * from final
