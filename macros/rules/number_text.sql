{#- A number as people write it: two decimals for money, otherwise as many of six as it needs. The same on both engines. -#}
{% macro number_text(value, is_money) -%}
    case
        when {{ is_money }} then cast(cast(round(cast({{ value }} as decimal(28, 8)), 2) as decimal(28, 2)) as string)
        when {{ value }} = floor({{ value }}) then cast(cast({{ value }} as bigint) as string)
        else {{ replace_pattern('cast(round(cast(' ~ value ~ ' as decimal(28, 8)), 6) as string)', '0+$') }}
    end
{%- endmacro %}
