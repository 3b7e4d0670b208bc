{#- A double to an amount, rounded to the cent as both engines do it. -#}
{% macro double_to_amount(value) -%}
    cast(round(cast({{ value }} as decimal(28, 8)), 2) as decimal(18, 2))
{%- endmacro %}
