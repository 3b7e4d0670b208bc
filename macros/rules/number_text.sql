{#- A number as people write it: two decimals for money, otherwise as many of six as it needs. The same on both engines. -#}
{% macro number_text(value, is_money) -%}
    case
        when {{ is_money }} then cast(cast({{ value }} as decimal(18, 2)) as string)
        when {{ value }} = floor({{ value }}) then cast(cast({{ value }} as bigint) as string)
        else {{ replace_pattern('cast(cast(' ~ value ~ ' as decimal(18, 6)) as string)', '0+$') }}
    end
{%- endmacro %}
