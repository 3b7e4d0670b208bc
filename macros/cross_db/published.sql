{#- Where last night's published tables can be read, as {schema, tables}. For hooks only.
    DuckDB: the published file, attached read-only. Spark: schema `marts` of the catalogue. -#}
{% macro open_published() -%}
    {{ return(adapter.dispatch('open_published', 'strata')()) }}
{%- endmacro %}

{% macro duckdb__open_published() -%}
    {%- set path = env_var('STRATA_WAREHOUSE', 'data/strata.duckdb') -%}
    {%- set found = run_query("select count(*) from glob('" ~ path ~ "')").columns[0].values()[0] -%}
    {%- if found == 0 -%}
        {{ return({'schema': none, 'tables': []}) }}
    {%- endif -%}
    {%- do run_query("attach if not exists '" ~ path ~ "' as published (read_only)") -%}
    {%- set tables = run_query(
        "select table_name from duckdb_tables() where database_name = 'published' and schema_name = 'marts'"
    ).columns[0].values() -%}
    {{ return({'schema': 'published.marts', 'tables': tables | list}) }}
{%- endmacro %}

{% macro spark__open_published() -%}
    {%- do run_query('create schema if not exists marts') -%}
    {%- set tables = run_query('show tables in marts').columns[1].values() -%}
    {{ return({'schema': 'marts', 'tables': tables | list}) }}
{%- endmacro %}

{% macro close_published() -%}
    {{ return(adapter.dispatch('close_published', 'strata')()) }}
{%- endmacro %}

{% macro duckdb__close_published() -%}
    {%- do run_query('detach database if exists published') -%}
{%- endmacro %}

{% macro spark__close_published() -%}
{%- endmacro %}
