{#- An array of `length` values, each computed by an SQL expression over its position `cell`, counted from 0.
    DuckDB: list_transform over a range. Spark: transform over a sequence. -#}
{% macro array_from(length, value) -%}
    {{ return(adapter.dispatch('array_from', 'strata')(length, value)) }}
{%- endmacro %}

{% macro duckdb__array_from(length, value) -%}
    list_transform(range({{ length }}), lambda cell: {{ value }})
{%- endmacro %}

{% macro spark__array_from(length, value) -%}
    transform(sequence(0, cast({{ length }} as int) - 1), cell -> {{ value }})
{%- endmacro %}
