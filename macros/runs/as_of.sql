{#- A setting that is another each night: what `make nightly` passes in the environment (STRATA_NIGHT_<NAME>), else the
    variable. While dbt parses it is the variable's default, so that a new night doesn't make it parse everything anew. -#}
{% macro night_setting(name) -%}
    {%- if execute -%}
        {{- return(env_var('STRATA_NIGHT_' ~ name | upper, var(name) | string)) -}}
    {%- endif -%}
    {{- return(var(name) | string) -}}
{%- endmacro %}

{#- The last day that counts, as a date literal. -#}
{% macro as_of_date() -%}
    date '{{ night_setting("as_of_date") }}'
{%- endmacro %}

{#- The first moment that no longer counts, UTC: the end of as_of_date in var `timezone`. -#}
{% macro as_of_end() -%}
    {{ local_to_utc("cast(date '" ~ night_setting('as_of_date') ~ "' + interval 1 day as timestamp)") }}
{%- endmacro %}
