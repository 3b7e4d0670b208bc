{#- Replaces every match of a pattern. DuckDB needs the option g; Spark always replaces all. -#}
{% macro replace_pattern(text, pattern, replacement='') -%}
    {{ return(adapter.dispatch('replace_pattern', 'strata')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}
