{#- Whether a value fits a row of rules with the columns operator and value (text): true, false, or null where the value is
    unknown. `is` compares text, the others numbers. -#}
{% macro condition(rules, number, text) -%}
    case {{ rules }}.operator
        when 'is' then {{ text }} = {{ rules }}.value
        when 'at_least' then {{ number }} >= try_cast({{ rules }}.value as double)
        when 'above' then {{ number }} > try_cast({{ rules }}.value as double)
        when 'at_most' then {{ number }} <= try_cast({{ rules }}.value as double)
        when 'below' then {{ number }} < try_cast({{ rules }}.value as double)
    end
{%- endmacro %}
