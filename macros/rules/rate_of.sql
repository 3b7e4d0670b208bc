{#- One number by another, to six decimals; null where the divisor is null or 0. -#}
{% macro rate_of(part, whole) -%}
    cast(round(cast(
        cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0e0) as decimal(28, 8)
    ), 6) as double)
{%- endmacro %}

{#- Money by a number, to the cent; null where either is null or the number is 0. -#}
{% macro amount_by(amount, divisor) -%}
    cast(round(cast(
        cast({{ amount }} as double) / nullif(cast({{ divisor }} as double), 0e0) as decimal(28, 8)
    ), 2) as decimal(18, 2))
{%- endmacro %}
