{#- Microseconds of a UTC timestamp since 1970, bigint: exact differences of any length.
    DuckDB: epoch_us. Spark: unix_micros. -#}
{% macro epoch_micros(timestamp) -%}
    {{ return(adapter.dispatch('epoch_micros', 'strata')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__epoch_micros(timestamp) -%}
    epoch_us({{ timestamp }})
{%- endmacro %}

{% macro spark__epoch_micros(timestamp) -%}
    unix_micros({{ timestamp }})
{%- endmacro %}

{#- The other way: a UTC timestamp from microseconds. -#}
{% macro from_epoch_micros(micros) -%}
    {{ return(adapter.dispatch('from_epoch_micros', 'strata')(micros)) }}
{%- endmacro %}

{% macro duckdb__from_epoch_micros(micros) -%}
    make_timestamp({{ micros }})
{%- endmacro %}

{% macro spark__from_epoch_micros(micros) -%}
    timestamp_micros({{ micros }})
{%- endmacro %}
