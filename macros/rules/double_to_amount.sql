{#- A double to an amount, rounded to the cent as both engines do it. -#}
{% macro double_to_amount(value) -%}
    cast(round(cast({{ value }} as decimal(28, 8)), 2) as decimal(18, 2))
{%- endmacro %}

{#- A double rounded to six decimals, so that it is the same on both engines. -#}
{% macro six_decimals(value) -%}
    cast(round(cast({{ value }} as decimal(28, 8)), 6) as double)
{%- endmacro %}
