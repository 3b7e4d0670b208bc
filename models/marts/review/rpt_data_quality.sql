-- grain: one row per check of the exports
with checks as (
    select * from {{ ref('data_quality_checks') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

impossible_records as (
    select * from {{ ref('int_impossible_records') }}
),

impossible_relations as (
    select * from {{ ref('int_impossible_relations') }}
),

record_conflicts as (
    select * from {{ ref('int_record_conflicts') }}
),

incomplete_records as (
    select * from {{ ref('int_incomplete_records') }}
),

counted as (
    {%- for records in ['impossible_records', 'impossible_relations', 'record_conflicts'] %}
        select
            check_name,
            count(*) as found,
            min(record_key) as example_key
        from {{ records }}
        group by check_name
        union all
    {%- endfor %}
    select
        check_name,
        found,
        example_key
    from incomplete_records
),

measured as (
    select
        checks.*,
        feed_coverage.is_provided,
        feed_coverage.rows_out,
        case when feed_coverage.is_provided then coalesce(counted.found, 0) end as found,
        case when counted.found > 0 then counted.example_key end as example_key
    from checks
    inner join feed_coverage on checks.feed = feed_coverage.feed
    left join counted on checks.check_name = counted.check_name
),

final as (
    select
        check_name,
        feed,
        dimension,
        label,
        label_zh,
        cast(case when is_provided then rows_out end as bigint) as rows,
        cast(found as bigint) as found,
        {{ rate_of('found', 'rows_out') }} as share,
        cast(max_share as double) as max_share,
        case
            when not is_provided then 'unknown'
            when found > rows_out * max_share then 'over'
            else 'fine'
        end as state,
        {{ salted_hash('example_key') }} as example_key,
        owner,
        remedy,
        remedy_zh
    from measured
)

select * from final
