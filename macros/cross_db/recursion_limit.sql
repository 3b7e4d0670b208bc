{#- The words after the columns of a recursive CTE that allow so many levels.
    DuckDB has no limit. Spark stops at 100 without them. -#}
{% macro recursion_limit(levels) -%}
    {{ return(adapter.dispatch('recursion_limit', 'strata')(levels)) }}
{%- endmacro %}

{% macro duckdb__recursion_limit(levels) -%}
    {{ return('') }}
{%- endmacro %}

{% macro spark__recursion_limit(levels) -%}
    {{ return('max recursion level ' ~ levels) }}
{%- endmacro %}
