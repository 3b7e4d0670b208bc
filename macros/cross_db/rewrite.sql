{#- Replaces the first match of a pattern; '{1}' in the replacement is the first group.
    DuckDB writes groups with a backslash, Spark with a dollar sign. -#}
{% macro rewrite(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('rewrite', 'strata')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__rewrite(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement | replace("{", "\\") | replace("}", "") }}')
{%- endmacro %}

{% macro spark__rewrite(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement | replace("{", "$") | replace("}", "") }}')
{%- endmacro %}
