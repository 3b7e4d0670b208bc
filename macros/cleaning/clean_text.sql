{#- Text as people or machines wrote it, made comparable: half-width, trimmed, and null for the ways that exports spell
    null. `keep` names spellings that carry meaning in a column: 'none' where it says "no rival", 'na' where it is Namibia.
    A mail address is left as it is in a column that `is_personal` only: what else is published would tell it.
    Most values need none of it, so a few cheap looks decide who goes the long way. No list of literals: DuckDB sets
    aside memory for each of them in every column. -#}
{% macro clean_text(column, keep=[], is_personal=false) -%}
    {%- set narrow = null_when_spelled(narrowed(column), keep) -%}
    case
        when length({{ column }}) < 10
            and ({{ matches(column, null_pattern(keep)) }} or {{ column }} = chr(92) || 'N')
            then null
        {%- if not is_personal %}
        when contains({{ column }}, '@') then {{ without_mail(column) }}
        {%- endif %}
        when
            {{ has_wide_characters(column) }} and {{ contains_match(column, wide_pattern()) }}
            or contains({{ column }}, chr(9))
            or contains({{ column }}, chr(10))
            or contains({{ column }}, chr(13))
            then
                {%- if is_personal %} {{ narrow }}
                {%- else %} case when contains({{ column }}, '＠') then {{ without_mail(column) }} else {{ narrow }} end
                {%- endif %}
        when {{ column }} like ' %' or {{ column }} like '% '
            then {{ null_when_spelled(column, keep) }}
        else {{ column }}
    end
{%- endmacro %}

{#- Trimmed, and null for a spelling of it. -#}
{% macro null_when_spelled(text, keep) -%}
    nullif({{ replace_pattern('trim(' ~ text ~ ')', '^(?:' ~ null_pattern(keep) ~ ')$') }}, '')
{%- endmacro %}

{#- The id of a record, clean text. A whole number that went through a column of floats comes back without its '.0':
    '12346.0' in one export and '12346' in another are the same customer. -#}
{% macro clean_id(column, is_personal=false) -%}
    case
        when {{ column }} like '%.0' and {{ matches(column, ' *[0-9]+[.]0') }}
            then trim(split_part({{ column }}, '.', 1))
        else {{ clean_text(column, is_personal=is_personal) }}
    end
{%- endmacro %}

{#- A value out of a list, whatever its spelling: 'Out of Business' is out_of_business. -#}
{% macro clean_code(column, keep=[]) -%}
    replace(replace({{ lower_case(clean_text(column, keep)) }}, ' ', '_'), '-', '_')
{%- endmacro %}

{#- The ways that exports spell null, as a pattern: .null. is null in brackets or quotes. -#}
{% macro null_pattern(keep) -%}
    {%- set spellings = {
        'null': 'null|.null.|nil', 'none': 'none', 'nan': 'nan|nat',
        'na': 'na|<na>|n/a|#n/a|#na|n[.]a[.]', 'undefined': 'undefined', '-': '-|--|—|——', '无': '无', '空': '空'
    } -%}
    {%- set kept = [] -%}
    {%- for name, pattern in spellings.items() if name not in keep -%}
        {%- do kept.append(pattern) -%}
    {%- endfor -%}
    {{ return('(?i:' ~ kept | join('|') ~ ')?') }}
{%- endmacro %}
