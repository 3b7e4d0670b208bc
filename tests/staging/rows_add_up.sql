-- Rows in = rows out + rejected + duplicates + later, for every feed. The left side is what the
-- reader counted in the files, the right side is counted in base models (rejected, later) and in
-- staging (out, duplicates of records); both sides know nothing of each other.
with coverage as (
    select * from {{ ref('int_feed_coverage') }}
)

select
    feed,
    rows,
    rows_out,
    rejected_rows,
    duplicate_rows,
    later_rows
from coverage
where rows <> rows_out + rejected_rows + duplicate_rows + later_rows
