{#- Configuration of a view with a long text. Spark stores it as a table: a metastore on Derby keeps no view of more than
    32,700 signs. -#}
{% macro long_view() -%}
    {{ config(materialized=adapter.dispatch('long_view', 'strata')()) }}
{%- endmacro %}

{% macro default__long_view() -%}
    {{ return('view') }}
{%- endmacro %}

{% macro spark__long_view() -%}
    {{ return('table') }}
{%- endmacro %}
