{#- One row for each part of a text, in a select list. The separator is an SQL expression of one plain character.
    DuckDB: unnest(string_split). Spark: explode(split), which takes the separator as a pattern. -#}
{% macro one_row_a_part(text, separator) -%}
    {{ return(adapter.dispatch('one_row_a_part', 'strata')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__one_row_a_part(text, separator) -%}
    unnest(string_split({{ text }}, {{ separator }}))
{%- endmacro %}

{% macro spark__one_row_a_part(text, separator) -%}
    explode(split({{ text }}, {{ separator }}))
{%- endmacro %}
