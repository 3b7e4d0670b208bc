-- customer_tags, customer_tags_unknown and customer_tags_wide say the same of every active tag.
-- Fails with one row per tag that the variable wide_tags lacks, or whose counts differ.
with tags as (
    select * from {{ ref('dim_tags') }}
),

wide as (
    select * from {{ ref('customer_tags_wide') }}
),

counted_in_columns as (
    {% for tag in var('wide_tags') -%}
        select
            '{{ tag }}' as tag,
            count(*) filter (where {{ tag }}) as on_count,
            count(*) filter (where {{ tag }} is null) as unknown_count
        from wide
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted_in_rows as (
    select
        tag,
        count(*) as on_count
    from {{ ref('customer_tags') }}
    group by tag
),

counted_unknown as (
    select
        tag,
        count(*) as unknown_count
    from {{ ref('customer_tags_unknown') }}
    group by tag
)

select
    coalesce(tags.tag, counted_in_columns.tag) as tag,
    counted_in_columns.on_count as accounts_in_columns,
    counted_in_rows.on_count as accounts_in_rows
from tags
full outer join counted_in_columns on tags.tag = counted_in_columns.tag
left join counted_in_rows on tags.tag = counted_in_rows.tag
left join counted_unknown on tags.tag = counted_unknown.tag
where
    tags.tag is null
    or (tags.is_active and counted_in_columns.tag is null)
    or (
        tags.is_active
        and (
            counted_in_columns.on_count <> coalesce(counted_in_rows.on_count, 0)
            or counted_in_columns.unknown_count <> coalesce(counted_unknown.unknown_count, 0)
        )
    )
