{#- The distinct values of a text column in a group, sorted, in one text.
    DuckDB: string_agg with an order. Spark: collect_set, sorted. -#}
{% macro list_text(column, separator='; ') -%}
    {{ return(adapter.dispatch('list_text', 'strata')(column, separator)) }}
{%- endmacro %}

{% macro duckdb__list_text(column, separator) -%}
    string_agg(distinct {{ column }}, '{{ separator }}' order by {{ column }})
{%- endmacro %}

{% macro spark__list_text(column, separator) -%}
    nullif(array_join(array_sort(collect_set({{ column }})), '{{ separator }}'), '')
{%- endmacro %}
