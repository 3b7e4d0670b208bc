{#- Every column of a relation but some. DuckDB: exclude. Spark: except. -#}
{% macro all_but(columns, relation=none) -%}
    {%- set star = relation ~ '.*' if relation else '*' -%}
    {{ return(adapter.dispatch('all_but', 'strata')(columns, star) if columns else star) }}
{%- endmacro %}

{% macro duckdb__all_but(columns, star) -%}
    {{ star }} exclude ({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__all_but(columns, star) -%}
    {{ star }} except ({{ columns | join(', ') }})
{%- endmacro %}
