{#- The digits of a phone number, without + and leading zeros; null where it is none: fewer than 7 digits, more than 15,
    one digit only, or 12345678. -#}
{% macro phone_digits(text) -%}
    {%- set digits = replace_pattern(replace_pattern(text, '[^0-9]'), '^0+') -%}
    case
        when length({{ digits }}) not between 7 and 15 then null
        when replace({{ digits }}, left({{ digits }}, 1), '') = '' then null
        when left('123456789012345', length({{ digits }})) = {{ digits }} then null
        else {{ digits }}
    end
{%- endmacro %}
