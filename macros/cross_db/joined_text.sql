{#- The values of a text column in a group in one text, none left out but nulls; in the order of another column.
    DuckDB: a sorted list of pairs, which is twice as fast as string_agg with an order. Spark: lists. -#}
{% macro joined_text(column, separator, order_by) -%}
    {{ return(adapter.dispatch('joined_text', 'strata')(column, separator, order_by)) }}
{%- endmacro %}

{% macro duckdb__joined_text(column, separator, order_by) -%}
    array_to_string(
        list_transform(
            list_sort(list(struct_pack(place := {{ order_by }}, part := {{ column }}))),
            lambda pair: struct_extract(pair, 'part')
        ), '{{ separator }}'
    )
{%- endmacro %}

{% macro spark__joined_text(column, separator, order_by) -%}
    array_join(
        transform(
            array_sort(collect_list(struct({{ order_by }} as place, {{ column }} as part))),
            pair -> pair.part
        ), '{{ separator }}'
    )
{%- endmacro %}
