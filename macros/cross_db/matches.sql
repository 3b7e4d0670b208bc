{#- True when the whole text matches the pattern; null for null. No backslash in patterns: write [0-9], [.].
    DuckDB: regexp_full_match. Spark: rlike with anchors. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'strata')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    ({{ text }}) rlike '^(?:{{ pattern }})$'
{%- endmacro %}

{#- True when the pattern is found anywhere in the text. DuckDB: regexp_matches. Spark: rlike. -#}
{% macro contains_match(text, pattern) -%}
    {{ return(adapter.dispatch('contains_match', 'strata')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__contains_match(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__contains_match(text, pattern) -%}
    ({{ text }}) rlike '{{ pattern }}'
{%- endmacro %}
