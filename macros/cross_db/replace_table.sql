{#- Creates a table from a select, in place of one that may be there. For hooks only.
    DuckDB: create or replace. Spark: a Parquet table can't be replaced, so it is dropped first. -#}
{% macro replace_table(name, select_sql) -%}
    {{ return(adapter.dispatch('replace_table', 'strata')(name, select_sql)) }}
{%- endmacro %}

{% macro duckdb__replace_table(name, select_sql) -%}
    {%- do run_query('create or replace table ' ~ name ~ ' as ' ~ select_sql) -%}
{%- endmacro %}

{% macro spark__replace_table(name, select_sql) -%}
    {%- do run_query('drop table if exists ' ~ name) -%}
    {%- do run_query('create table ' ~ name ~ ' using parquet as ' ~ select_sql) -%}
{%- endmacro %}
