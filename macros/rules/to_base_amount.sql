{#- An amount in base currency, to the cent; null where the rate is unknown: never 1:1, never 0.
    decimal(18, 6) times decimal(18, 12) is exact on both engines, so they round alike. -#}
{% macro to_base_amount(amount, rate_to_base) -%}
    try_cast(round({{ amount }} * {{ rate_to_base }}, 2) as decimal(18, 2))
{%- endmacro %}
