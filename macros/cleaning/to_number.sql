{#- A number out of cleaned text; null when it is none or too large for the type. DuckDB reads wider decimals than 18 digits
    a hundred times slower, so ask for them only where they are needed.
    Read: 1234.5 · 1,234.50 · 1.234,50 · 1 234,50 · 1'234.50 · 12,34,567 · EUR 12 · 12 € · (12) and 12- are negative · 1.2e3.
    Only 1,234 and 1.234 leave it open which mark is which: var `decimal_mark` decides. -#}
{% macro to_decimal(column, type='decimal(18, 6)') -%}
    {%- set negative = "case when " ~ column ~ " like '%-%' or " ~ column ~ " like '(%' then -1 else 1 end" -%}
    {%- set comma_is_decimal = var('decimal_mark') == ',' -%}
    cast(case
        when {{ matches(column, plain_number(comma_is_decimal)) }} then try_cast({{ column }} as {{ type }})
        {%- if comma_is_decimal %}
        when {{ matches(column, decorated_number('[0-9]{1,3}(?:[.][0-9]{3})+|[0-9]+,[0-9]+')) }}
            then {{ negative }} * try_cast(
                replace({{ replace_pattern(column, '[^0-9,]') }}, ',', '.') as {{ type }}
            )
        {%- endif %}
        when {{ matches(column, decorated_number(number_with_point())) }}
            then {{ negative }} * try_cast({{ replace_pattern(column, '[^0-9.]') }} as {{ type }})
        when {{ matches(column, decorated_number(number_with_comma())) }}
            then {{ negative }} * try_cast(
                replace({{ replace_pattern(column, '[^0-9,]') }}, ',', '.') as {{ type }}
            )
    end as {{ type }})
{%- endmacro %}

{#- A whole number, bigint; 12.0 is one, 12.5 is none. -#}
{% macro to_bigint(column) -%}
    case
        when {{ matches(column, '[+-]?[0-9]{1,18}') }} then try_cast({{ column }} as bigint)
        else try_cast(nullif(split_part(cast({{ to_decimal(column) }} as string), '.000000', 1), '') as bigint)
    end
{%- endmacro %}

{#- With a decimal comma, 1.234 is no plain number: it may be a thousand. -#}
{% macro plain_number(comma_is_decimal) -%}
    {%- set fraction = '(?:[.](?:[0-9]{0,2}|[0-9]{4,}))?' if comma_is_decimal else '(?:[.][0-9]*)?' -%}
    {{ return('[+-]?(?:[0-9]+' ~ fraction ~ '|[.][0-9]+)(?:[eE][+-]?[0-9]{1,2})?') }}
{%- endmacro %}

{% macro number_with_point() -%}
    {%- set apostrophes = "''’" -%}
    {{ return(
        "(?:[0-9]+|[0-9]{1,3}(?:[, " ~ apostrophes ~ "][0-9]{2,3})*[, " ~ apostrophes ~ "][0-9]{3})(?:[.][0-9]*)?"
    ) }}
{%- endmacro %}

{% macro number_with_comma() -%}
    {%- set apostrophes = "''’" -%}
    {{ return(
        "(?:[0-9]+|[0-9]{1,3}(?:[. " ~ apostrophes ~ "][0-9]{3})+),[0-9]+|[0-9]{1,3}(?:[.][0-9]{3}){2,}"
    ) }}
{%- endmacro %}

{#- A number with a sign, a bracket, a currency sign or an ISO code before or behind it. -#}
{% macro decorated_number(number) -%}
    {%- set currency = '(?:[A-Za-z]{2,3}[$]?|[$€£¥₹元])' -%}
    {{ return('[(]?[-+]? ?' ~ currency ~ '? ?[-+]?(?:' ~ number ~ ') ?' ~ currency ~ '? ?[-)]?') }}
{%- endmacro %}
