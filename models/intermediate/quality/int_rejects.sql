-- grain: one row per value, or line, of an export that could not be read
with every_row as (
    {{ base_rows() }}
),

bad_rows as (
    select * from every_row
    where bad_values is not null
),

rejected_lines as (
    select * from {{ source('raw', 'rejected_lines') }}
),

split_into_values as (
    select
        feed,
        _file,
        _row,
        is_rejected,
        {{ one_row_a_part('bad_values', 'chr(30)') }} as bad_value
    from bad_rows
),

values_that_failed as (
    select
        feed,
        _file as export_file,
        _row as row_number,
        split_part(bad_value, chr(31), 1) as column_name,
        split_part(bad_value, chr(31), 2) as reason,
        nullif(split_part(bad_value, chr(31), 3), '') as raw_value,
        is_rejected as is_row_out
    from split_into_values
),

lines_that_failed as (
    select
        feed,
        _file as export_file,
        _row as row_number,
        column_name,
        reason,
        raw_value,
        true as is_row_out
    from rejected_lines
),

final as (
    select * from values_that_failed
    union all
    select * from lines_that_failed
)

select * from final
