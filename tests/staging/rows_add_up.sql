-- Rows in = rows out + rejected + duplicates + later, for every feed. The left side is counted in
-- the landing, the right side in base models (rejected, later) and in staging (out, duplicates of
-- records); both sides know nothing of each other.
with landed as (
    {{ landed_rows() }}
    union all
    select
        feed,
        count(*) as row_count
    from {{ source('raw', 'rejected_lines') }}
    group by feed
),

rows_in as (
    select
        feed,
        sum(row_count) as row_count
    from landed
    group by feed
),

coverage as (
    select * from {{ ref('int_feed_coverage') }}
)

select
    coverage.feed,
    rows_in.row_count,
    coverage.rows,
    coverage.rows_out,
    coverage.rejected_rows,
    coverage.duplicate_rows,
    coverage.later_rows
from coverage
inner join rows_in on coverage.feed = rows_in.feed
where
    rows_in.row_count <> coverage.rows
    or rows_in.row_count <> coverage.rows_out + coverage.rejected_rows
    + coverage.duplicate_rows + coverage.later_rows
