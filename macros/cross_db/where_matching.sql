{#- The text where the pattern is found in it, else null: for what a dear function sees in a branch of a case that few
    values take. DuckDB works on the dictionary of a column where it has one, and then on all of it, whatever the branch;
    nulls cost nothing there. DuckDB: regexp_extract_all. Spark: the text, since it goes row by row. -#}
{% macro where_matching(text, pattern) -%}
    {{ return(adapter.dispatch('where_matching', 'strata')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__where_matching(text, pattern) -%}
    regexp_extract_all({{ text }}, '(?s)^.*(?:{{ pattern }}).*$')[1]
{%- endmacro %}

{% macro spark__where_matching(text, pattern) -%}
    {{ text }}
{%- endmacro %}
