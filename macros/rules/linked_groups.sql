{#- The CTEs `lines_0` to `ends` and `linked_groups` (record_no, first_record_no): which of the records that lines join,
    directly or through others, is the first. `links` is a CTE of record_no and other_record_no.
    Alternating stars. A line runs from a record to a smaller one that it reaches; each round bends the lines towards the
    smallest, until every group is one star around its first record. A test has to show that the rounds sufficed. -#}
{% macro linked_groups(links, rounds) -%}
    directions as (
        select cast(0 as int) as direction
        union all
        select cast(1 as int) as direction
    ),

    lines_0 as {{ materialized() }} (
        select distinct
            greatest(record_no, other_record_no) as record_no,
            least(record_no, other_record_no) as reaches_no
        from {{ links }}
    ),

    {% for round in range(1, rounds + 1) -%}
        neighbours_{{ round }} as {{ materialized() }} (
            select
                case when directions.direction = 0 then known.record_no else known.reaches_no end
                    as record_no,
                case when directions.direction = 0 then known.reaches_no else known.record_no end
                    as neighbour_no
            from lines_{{ round - 1 }} as known
            cross join directions
        ),

        smallest_around_{{ round }} as {{ materialized() }} (
            select
                record_no,
                neighbour_no,
                least(record_no, min(neighbour_no) over (partition by record_no)) as smallest_no
            from neighbours_{{ round }}
        ),

        -- Large star: larger neighbours reach the smallest record around.
        large_stars_{{ round }} as {{ materialized() }} (
            select distinct
                neighbour_no as record_no,
                smallest_no as reaches_no
            from smallest_around_{{ round }}
            where neighbour_no > record_no
        ),

        smallest_reached_{{ round }} as {{ materialized() }} (
            select
                record_no,
                reaches_no,
                min(reaches_no) over (partition by record_no) as smallest_no
            from large_stars_{{ round }}
        ),

        -- Small star: a record, and what it reaches, reach the smallest of them.
        lines_{{ round }} as {{ materialized() }} (
            select distinct
                case when directions.direction = 0 then reached.record_no else reached.reaches_no end
                    as record_no,
                reached.smallest_no as reaches_no
            from smallest_reached_{{ round }} as reached
            cross join directions
            where directions.direction = 0 or reached.reaches_no > reached.smallest_no
        ),

    {% endfor -%}
    ends as (
        select
            case when directions.direction = 0 then known.record_no else known.reaches_no end
                as record_no,
            known.reaches_no
        from lines_{{ rounds }} as known
        cross join directions
    ),

    linked_groups as (
        select
            record_no,
            min(reaches_no) as first_record_no
        from ends
        group by record_no
    )
{%- endmacro %}
