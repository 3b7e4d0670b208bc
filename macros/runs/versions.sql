{#- The rows of one canonical object from the base models of every vendor of its area.
    Base models of one object have the same columns in the same order. -#}
{% macro vendor_rows(area, object) -%}
    {%- for vendor in var('vendors')[area] %}
    select
        '{{ vendor }}' as source_system,
        *
    from {{ ref('base_' ~ vendor ~ '__' ~ object) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- Was this version there by the end of as_of_date? A version without `updated_at` always was. -#}
{% macro is_known(updated_at) -%}
    coalesce({{ updated_at }} < {{ as_of_end() }}, true)
{%- endmacro %}

{#- 1 for the version of a record that counts as of the date: the latest one that was there by then (updated_at, then drop,
    then row). Where all versions are later, the earliest stands in, for the fields that a record has from its creation. -#}
{% macro version_rank(key, updated_at=none) -%}
    {%- set partition = key | join(', ') -%}
    {%- if updated_at is none -%}
        row_number() over (partition by {{ partition }} order by _drop desc, _row desc)
    {%- else -%}
        row_number() over (
            partition by {{ partition }}
            order by
                is_known desc,
                case when is_known then {{ updated_at }} end desc nulls last,
                case when not is_known then {{ updated_at }} end asc nulls last,
                _drop desc,
                _row desc
        )
    {%- endif -%}
{%- endmacro %}

{#- In an incremental run only the rows of files that the table has not taken in yet. -#}
{% macro new_rows() -%}
    {%- if is_incremental() -%}
    where _loaded_at > (select coalesce(max(stored._loaded_at), 0) from {{ this }} as stored)
    {%- endif -%}
{%- endmacro %}

{#- When the newest file of a feed was loaded, which is the `_loaded_at` of its newest rows. -#}
{% macro last_loaded(feed) -%}
    (
        select max(files._loaded_at)
        from {{ source('raw', 'files') }} as files
        where files.feed = '{{ feed }}' and files.is_current
    )
{%- endmacro %}

{#- New rows together with the stored rows of every day that they touch: their own days, and the days on which earlier
    versions of the same keys lie. The columns of `rows` are those of the table, in its order. -#}
{% macro with_stored_versions(rows, key) -%}
    select * from {{ rows }}
    {%- if is_incremental() %}
    union all
    select stored.*
    from {{ this }} as stored
    where
        stored.loaded_day in (
            select {{ rows }}.loaded_day from {{ rows }}
            union all
            select earlier.loaded_day
            from {{ this }} as earlier
            inner join {{ rows }} on
                {% for column in key -%}
                earlier.{{ column }} is not distinct from {{ rows }}.{{ column }}
                and {% endfor -%}
                not {{ rows }}.is_rejected
        )
    {%- endif -%}
{%- endmacro %}

{#- The rows that another version of their record replaces: the latest drop, then the last row wins; a row that can't be
    read replaces none. Few keys occur twice, so only these are ranked. A stored row that was replaced once stays so: no
    later run brings it back. Rejected rows have ranks of their own rather than a filter, which Spark would push down
    through every expression that reads a value. -#}
{% macro superseded_rows(versions, key) -%}
    select
        _file,
        _row
    from {{ versions }}
    where
        {{ key_hash(key) }} in (
            select {{ key_hash(key) }} as key_hash
            from {{ versions }}
            group by key_hash
            having count(*) > 1
        )
    qualify
        row_number() over (partition by is_rejected, {{ key | join(', ') }} order by _drop desc, _row desc) > 1
{%- endmacro %}

{#- CTEs `known_versions` and `periods`: what a record said when. A version counts from the day of its `updated_at` to the next
    version's; one without `updated_at` counts at as_of_date alone, and only where no other has one. Before the first of them
    (is_known = false) the earliest version stands in, for the fields that a record has from its creation.
    `versions` is a CTE of base rows; a day is in the period where valid_from <= day < valid_to. -#}
{% macro version_periods(versions, key) -%}
    {%- set partition = key | join(', ') -%}
    known_versions as (
        select
            *,
            {{ is_known('updated_at') }} as is_there,
            coalesce({{ local_date('updated_at') }}, {{ as_of_date() }}) as known_on,
            bool_or(updated_at < {{ as_of_end() }}) over (partition by {{ partition }}) as is_dated,
            row_number() over (
                partition by {{ partition }} order by updated_at asc nulls last, _drop desc, _row desc
            ) as version_no
        from {{ versions }}
        where not is_rejected and created_at < {{ as_of_end() }}
    ),

    following_versions as (
        select
            *,
            true as is_known,
            known_on as valid_from,
            coalesce(
                lead(known_on) over (
                    partition by {{ partition }}
                    order by updated_at asc nulls last, _drop asc, _row asc
                ),
                date '9999-12-31'
            ) as valid_to
        from known_versions
        where is_there and (updated_at is not null or not coalesce(is_dated, false))
    ),

    first_periods as (
        select
            {{ partition }},
            min(valid_from) as first_from
        from following_versions
        group by {{ partition }}
    ),

    periods as (
        select * from following_versions
        where valid_to > valid_from
        union all
        select
            known_versions.*,
            false as is_known,
            date '1900-01-01' as valid_from,
            coalesce(first_periods.first_from, date '9999-12-31') as valid_to
        from known_versions
        left join first_periods
            on
                {% for column in key -%}
                {{ 'and ' if not loop.first }}known_versions.{{ column }} = first_periods.{{ column }}
                {% endfor -%}
        where known_versions.version_no = 1
    )
{%- endmacro %}
