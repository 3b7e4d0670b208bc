{#- The value of an array at a position counted from 0. DuckDB counts from 1, Spark from 0. -#}
{% macro array_at(values, position) -%}
    {{ return(adapter.dispatch('array_at', 'strata')(values, position)) }}
{%- endmacro %}

{% macro duckdb__array_at(values, position) -%}
    {{ values }}[({{ position }}) + 1]
{%- endmacro %}

{% macro spark__array_at(values, position) -%}
    {{ values }}[cast({{ position }} as int)]
{%- endmacro %}
