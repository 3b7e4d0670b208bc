{#- The word after `as` of a CTE that is read once but planned often.
    DuckDB: without it the planning of unrolled rounds is exponential. Spark has no such word. -#}
{% macro materialized() -%}
    {{ return(adapter.dispatch('materialized', 'strata')()) }}
{%- endmacro %}

{% macro duckdb__materialized() -%}
    {{ return('materialized') }}
{%- endmacro %}

{% macro spark__materialized() -%}
    {{ return('') }}
{%- endmacro %}
