{#- A double rounded to some decimals, half up on both engines: they round doubles themselves in different ways. -#}
{% macro round_alike(number, decimals) -%}
    cast(round(cast({{ number }} as decimal(28, 8)), {{ decimals }}) as double)
{%- endmacro %}
