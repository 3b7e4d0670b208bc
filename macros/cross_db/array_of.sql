{#- The values of a column in a group as one array, in the order of `keys`; nulls stay.
    DuckDB: list with an order. Spark: collect_list of structs, sorted, since it keeps no order by itself. -#}
{% macro array_of(value, keys) -%}
    {{ return(adapter.dispatch('array_of', 'strata')(value, keys)) }}
{%- endmacro %}

{% macro duckdb__array_of(value, keys) -%}
    list({{ value }} order by {{ keys }})
{%- endmacro %}

{% macro spark__array_of(value, keys) -%}
    transform(
        sort_array(collect_list(struct({{ keys }}, {{ value }} as array_value))), part -> part.array_value
    )
{%- endmacro %}
