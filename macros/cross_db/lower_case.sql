{#- A text in lower case, sign by sign. DuckDB: lower. Spark: lower too, but Java makes two signs of İ, and of a Σ at the end
    of a word another one than elsewhere. -#}
{% macro lower_case(text) -%}
    {{ return(adapter.dispatch('lower_case', 'strata')(text)) }}
{%- endmacro %}

{% macro duckdb__lower_case(text) -%}
    lower({{ text }})
{%- endmacro %}

{% macro spark__lower_case(text) -%}
    lower(translate({{ text }}, 'İΣ', 'iσ'))
{%- endmacro %}
