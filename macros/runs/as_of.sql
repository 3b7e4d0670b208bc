{#- The last day that counts, as a date literal. -#}
{% macro as_of_date() -%}
    date '{{ var("as_of_date") }}'
{%- endmacro %}

{#- The first moment that no longer counts, UTC: the end of as_of_date in var `timezone`. -#}
{% macro as_of_end() -%}
    {{ local_to_utc("cast(date '" ~ var('as_of_date') ~ "' + interval 1 day as timestamp)") }}
{%- endmacro %}
