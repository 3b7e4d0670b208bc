{#- Whole days from one date to a later one, bigint. The arguments read in time order.
    DuckDB: date_diff counts boundaries. Spark: datediff takes the later date first. -#}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'strata')(from_date, to_date)) }}
{%- endmacro %}

{% macro duckdb__days_between(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{% macro spark__days_between(from_date, to_date) -%}
    cast(datediff({{ to_date }}, {{ from_date }}) as bigint)
{%- endmacro %}
