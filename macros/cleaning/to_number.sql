{#- A number out of cleaned text; null when it is none or too large for the type. DuckDB reads wider decimals than 18 digits
    a hundred times slower, so ask for them only where they are needed.
    Read: 1234.5 · 1,234.50 · 1.234,50 · 1 234,50 · 1'234.50 · 12,34,567 · EUR 12 · 12 € · (12) and 12- are negative ·
    1.2e3 · 12 % is 0.12.
    Only 1,234 and 1.234 leave it open which mark is which: var `decimal_mark` decides. -#}
{% macro to_decimal(column, type='decimal(18, 6)') -%}
    {%- set comma_is_decimal = var('decimal_mark') == ',' -%}
    {%- set digits_and_point = replace_pattern(column, '[^0-9.]') -%}
    {%- set digits_and_comma = "replace(" ~ replace_pattern(column, '[^0-9,]') ~ ", ',', '.')" -%}
    case
        when {{ matches(column, plain_number(comma_is_decimal)) }} then try_cast({{ column }} as {{ type }})
        when {{ contains_match(column, '[-+−].*[-+−]|^[(][^)]*$|^[^(]*[)]$') }} then null
        else try_cast({{ factor_of_signs(column) }} * try_cast(
            case
                {%- if comma_is_decimal %}
                when {{ matches(column, decorated_number('[1-9][0-9]{0,2}(?:[.][0-9]{3})+|[0-9]+,[0-9]+')) }}
                    then {{ digits_and_comma }}
                {%- endif %}
                when {{ matches(column, decorated_number(number_with_point())) }} then {{ digits_and_point }}
                when {{ matches(column, decorated_number(number_with_comma())) }} then {{ digits_and_comma }}
            end as {{ type }}
        ) as {{ type }})
    end
{%- endmacro %}

{#- A whole number, bigint; 12.0 is one, 12.5 is none. -#}
{% macro to_bigint(column) -%}
    case
        when {{ matches(column, '[+-]?[0-9]{1,18}') }} then try_cast({{ column }} as bigint)
        else try_cast(nullif(regexp_extract(
            cast({{ to_decimal(column) }} as string), '^(-?[0-9]+)[.]000000$', 1
        ), '') as bigint)
    end
{%- endmacro %}

{#- With a decimal comma, 1.234 is no plain number: it may be a thousand. -#}
{% macro plain_number(comma_is_decimal) -%}
    {%- set fraction = '(?:[.](?:[0-9]{0,2}|[0-9]{4,}))?' if comma_is_decimal else '(?:[.][0-9]*)?' -%}
    {{ return('[+-]?(?:[0-9]+' ~ fraction ~ '|[.][0-9]+)(?:[eE][+-]?[0-9]{1,2})?') }}
{%- endmacro %}

{#- Digits, or groups of them, that may be followed by a decimal point. A group of thousands never begins with 0. -#}
{% macro number_with_point() -%}
    {{ return(
        "(?:[0-9]+|[1-9][0-9]{0,2}(?:[, ''’][0-9]{2,3})*[, ''’][0-9]{3})(?:[.][0-9]*)?"
    ) }}
{%- endmacro %}

{% macro number_with_comma() -%}
    {{ return(
        "(?:[0-9]+|[1-9][0-9]{0,2}(?:[. ''’][0-9]{3})+),[0-9]+|[1-9][0-9]{0,2}(?:[.][0-9]{3}){2,}"
    ) }}
{%- endmacro %}

{#- A number with a sign, a bracket, a percent or currency sign or an ISO code before or behind it. -#}
{% macro decorated_number(number) -%}
    {%- set currency = '(?:[A-Z]{3}|[A-Z]{0,2}[$]|[€£¥₹₩元]|kr|zł|Kč|Fr[.]?|Rs[.]?)' -%}
    {{ return('[(]?[-+−]? ?' ~ currency ~ '? ?[-+−]?(?:' ~ number ~ ') ?(?:%|' ~ currency ~ ')? ?[-−)]?') }}
{%- endmacro %}

{#- What the signs around the digits say: minus or brackets, percent. -#}
{% macro factor_of_signs(column) -%}
    case when {{ contains_match(column, '[-−(]') }} then -1 else 1 end
        * case when contains({{ column }}, '%') then 0.01 else 1 end
{%- endmacro %}
