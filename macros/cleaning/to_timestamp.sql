{#- A UTC timestamp out of cleaned text; null when it is none.
    Read: 2024-03-05 14:05:06(.123) with a blank or T, with or without Z, +08:00, +0800, +08 · 2024-03-05 · 2024/3/5 14:05 ·
    2024.3.5 · 2024年3月5日 · 20240305 · 05.03.2024 and 5/3/2024 2:05 PM (var `date_order`) · epoch in seconds, milliseconds
    or microseconds. Without an offset a time is local to var `timezone`. Years are 1901 to 9999: 0001-01-01, 1753-01-01,
    1899-12-30 and 1900-01-01 are how programs fill a date that they don't know.
    A cast is never tried on other text: the engines read more than this and not the same. -#}
{% macro to_timestamp(column) -%}
    case
        when {{ matches(column, iso_pattern()) }}
            then {{ local_to_utc('try_cast(' ~ column ~ ' as timestamp)') }}
        when {{ matches(column, iso_pattern() ~ '(?:[.][0-9]{1,6})?Z') }}
            then try_cast(left({{ column }}, length({{ column }}) - 1) as timestamp)
        when {{ matches(column, date_pattern() ~ '(?:' ~ time_pattern() ~ ')?') }}
            then {{ local_to_utc(written_timestamp(column)) }}
        when {{ matches(column, date_pattern() ~ time_pattern() ~ zone_pattern()) }}
            then {{ from_epoch_micros(epoch_micros(written_timestamp(column)) ~ ' - ' ~ zone_micros(column)) }}
        when {{ matches(column, '(?:[0-9]{9,10}|[0-9]{12,13}|[0-9]{15,16})(?:[.][0-9]+)?') }}
            then {{ from_epoch_micros(moment_micros(column)) }}
    end
{%- endmacro %}

{#- A business date. A time of day is left out; one with an offset is first brought to var `timezone`. -#}
{% macro to_date(column) -%}
    case
        when {{ matches(column, year_pattern() ~ '-[0-9]{2}-[0-9]{2}') }} then try_cast({{ column }} as date)
        else {{ local_date(to_timestamp(column)) }}
    end
{%- endmacro %}

{#- The form that feeds of many million rows come in. -#}
{% macro iso_pattern() -%}
    {{ return(year_pattern() ~ '-[0-9]{2}-[0-9]{2}[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]') }}
{%- endmacro %}

{% macro year_pattern() -%}
    {{ return('(?:190[1-9]|19[1-9][0-9]|[2-9][0-9]{3})') }}
{%- endmacro %}

{% macro date_pattern() -%}
    {{ return('(?:' ~ year_first_pattern() ~ '|' ~ year_last_pattern() ~ ')') }}
{%- endmacro %}

{#- Year, month and day with marks between them, or eight digits. -#}
{% macro year_first_pattern() -%}
    {{ return(
        '(' ~ year_pattern() ~ ')(?: ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2})(?: ?日)?|([0-9]{2})([0-9]{2}))'
    ) }}
{%- endmacro %}

{% macro year_last_pattern() -%}
    {{ return('([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?(' ~ year_pattern() ~ ')') }}
{%- endmacro %}

{% macro time_pattern() -%}
    {{ return(
        '(?:T|,? +)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?[AaPp][.]?[Mm][.]?)?'
    ) }}
{%- endmacro %}

{% macro zone_pattern() -%}
    {{ return(' ?(?:Z|z|UTC|GMT|([+-])([01][0-9]):?([0-5][0-9])?)') }}
{%- endmacro %}

{#- The timestamp as it is written, offset aside. A day that does not exist gives null. -#}
{% macro written_timestamp(column) -%}
    {%- set ymd = '{3}-{2}-{1}' if var('date_order') == 'dmy' else '{3}-{1}-{2}' -%}
    {%- set time = '(?:(?:T|,? +)([0-9:]+(?:[.][0-9]{1,6})?))?.*$' -%}
    try_cast(trim(
        case
            when {{ contains_match(column, '^[0-9]{4}') }}
                then {{ rewrite(column, '^' ~ year_first_pattern() ~ time, '{1}-{2}{4}-{3}{5} {6}') }}
            else {{ rewrite(column, '^' ~ year_last_pattern() ~ time, ymd ~ ' {4}') }}
        end
    ) as timestamp)
    {{- half_day(column) }}
{%- endmacro %}

{#- What AM and PM add to the hour as it is written. -#}
{% macro half_day(column) %}
    + interval 12 hour * case
        when {{ contains_match(column, '[ T](?:0?[1-9]|1[01]):[0-9:.,]+ ?[Pp][.]?[Mm]') }} then 1
        when {{ contains_match(column, '[ T]12:[0-9:.,]+ ?[Aa][.]?[Mm]') }} then -1
        else 0
    end
{%- endmacro %}

{#- The offset in microseconds, 0 for Z. -#}
{% macro zone_micros(column) -%}
    {%- set group = "regexp_extract(" ~ column ~ ", '" ~ zone_pattern() ~ "$', " -%}
    cast(
        (
            coalesce(try_cast(nullif({{ group }}2), '') as bigint), 0) * 60
            + coalesce(try_cast(nullif({{ group }}3), '') as bigint), 0)
        )
        * case when {{ group }}1) = '-' then -60000000 else 60000000 end
        as bigint
    )
{%- endmacro %}

{#- Microseconds of an epoch: its digits say its unit, decimals of seconds count to the microsecond. -#}
{% macro moment_micros(column) -%}
    {%- set digits = "split_part(" ~ column ~ ", '.', 1)" -%}
    {%- set decimals = "rpad(left(split_part(" ~ column ~ ", '.', 2), 6), 6, '0')" -%}
    case
        when length({{ digits }}) < 11
            then try_cast({{ digits }} as bigint) * 1000000 + try_cast({{ decimals }} as bigint)
        when length({{ digits }}) < 14 then try_cast({{ digits }} as bigint) * 1000
        else try_cast({{ digits }} as bigint)
    end
{%- endmacro %}
