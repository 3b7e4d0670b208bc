-- The list of feeds that SQL is compiled with (macro feeds) says the same as the contract's seeds.
with compiled as (
    {%- for feed, (area, object, time_column) in feeds().items() %}
        select
            '{{ feed }}' as feed,
            '{{ area }}' as area,
            '{{ time_column }}' as time_column,
            {{ feed in event_feeds() }} as is_incremental
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

seeded as (
    select
        feed,
        area,
        time_column,
        is_incremental
    from {{ ref('feeds') }}
),

with_columns as (
    select
        feed,
        column_name
    from {{ ref('feed_columns') }}
),

compiled_only as (
    select * from compiled
    except
    select * from seeded
),

seeded_only as (
    select * from seeded
    except
    select * from compiled
)

select
    feed,
    'compiled only' as problem
from compiled_only
union all
select
    feed,
    'seeded only' as problem
from seeded_only
union all
select
    seeded.feed,
    'time column is none of the feed' as problem
from seeded
left join with_columns
    on seeded.feed = with_columns.feed and seeded.time_column = with_columns.column_name
where seeded.time_column <> '-' and with_columns.feed is null
union all
select
    with_columns.feed,
    'columns of no feed' as problem
from with_columns
left join seeded on with_columns.feed = seeded.feed
where seeded.feed is null
