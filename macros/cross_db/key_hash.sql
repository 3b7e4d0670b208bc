{#- A number for a key, to find those that may occur twice; other keys may share it. Null parts are fine.
    DuckDB: hash. Spark: xxhash64. -#}
{% macro key_hash(key) -%}
    {{ return(adapter.dispatch('key_hash', 'strata')(key)) }}
{%- endmacro %}

{% macro duckdb__key_hash(key) -%}
    hash({{ key | join(', ') }})
{%- endmacro %}

{% macro spark__key_hash(key) -%}
    xxhash64({{ key | join(', ') }})
{%- endmacro %}
