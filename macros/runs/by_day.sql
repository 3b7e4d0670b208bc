{#- Configuration of a table that is built day by day: `{{ by_day('session_on') }}`.
    A run replaces the days that its select returns and leaves the others alone.
    DuckDB deletes and inserts them in one transaction; Spark, which has no merge without a lake format,
    overwrites their partitions. The day column is the last one of the select, as Spark stores it there. -#}
{% macro by_day(day) -%}
    {{ adapter.dispatch('by_day', 'strata')(day) }}
{%- endmacro %}

{% macro default__by_day(day) -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key=day,
        on_schema_change='fail'
    ) }}
{%- endmacro %}

{% macro spark__by_day(day) -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        partition_by=[day],
        on_schema_change='fail'
    ) }}
{%- endmacro %}

{#- Spark writes one file a task and day; this brings the rows of a day together. Empty on DuckDB. -#}
{% macro gather_by(day) -%}
    {{ return(adapter.dispatch('gather_by', 'strata')(day)) }}
{%- endmacro %}

{% macro default__gather_by(day) -%}
    {{ return('') }}
{%- endmacro %}

{% macro spark__gather_by(day) -%}
    {{ return('distribute by ' ~ day) }}
{%- endmacro %}
