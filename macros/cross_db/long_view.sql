{#- Configuration of a view of many rows or with a long text, which need not be written twice. Spark stores it as a table: it
    is slow to work a view out again, and a metastore on Derby keeps no view of more than 32,700 signs. -#}
{% macro long_view() -%}
    {{ config(materialized=adapter.dispatch('long_view', 'strata')()) }}
{%- endmacro %}

{% macro default__long_view() -%}
    {{ return('view') }}
{%- endmacro %}

{% macro spark__long_view() -%}
    {{ return('table') }}
{%- endmacro %}
