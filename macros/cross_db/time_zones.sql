{#- A local wall-clock timestamp of var `timezone` as UTC, and back. In a clock change the engines agree
    on every time that exists; nothing is converted when the zone is UTC.
    DuckDB: timezone() twice (icu). Spark: to_utc_timestamp, from_utc_timestamp. -#}
{% macro local_to_utc(timestamp) -%}
    {{ return(
        timestamp if var('timezone') == 'UTC'
        else adapter.dispatch('local_to_utc', 'strata')(timestamp)
    ) }}
{%- endmacro %}

{% macro duckdb__local_to_utc(timestamp) -%}
    timezone('UTC', timezone('{{ var("timezone") }}', {{ timestamp }}))
{%- endmacro %}

{% macro spark__local_to_utc(timestamp) -%}
    to_utc_timestamp({{ timestamp }}, '{{ var("timezone") }}')
{%- endmacro %}

{% macro utc_to_local(timestamp) -%}
    {{ return(
        timestamp if var('timezone') == 'UTC'
        else adapter.dispatch('utc_to_local', 'strata')(timestamp)
    ) }}
{%- endmacro %}

{% macro duckdb__utc_to_local(timestamp) -%}
    timezone('{{ var("timezone") }}', timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro spark__utc_to_local(timestamp) -%}
    from_utc_timestamp({{ timestamp }}, '{{ var("timezone") }}')
{%- endmacro %}

{#- The business day of a UTC timestamp. -#}
{% macro local_date(timestamp) -%}
    cast({{ utc_to_local(timestamp) }} as date)
{%- endmacro %}
