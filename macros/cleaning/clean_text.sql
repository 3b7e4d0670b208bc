{#- Text as people typed it, made comparable: half-width, trimmed, and null for the ways that exports spell null.
    `keep` names spellings that carry meaning in a column: 'none' where it says "no rival", 'na' where it is Namibia. -#}
{% macro clean_text(column, keep=[]) -%}
    case
        when lower(trim({{ column }})) in ({{ null_spellings(keep) }}) then null
        else nullif(trim({{ half_width(column) }}), '')
    end
{%- endmacro %}

{#- Ids and codes that machines wrote: trimmed, and null for the ways that machines spell null.
    Ten times faster than clean_text, which is what feeds of many million rows need. -#}
{% macro clean_id(column) -%}
    case
        when {{ column }} in ('', 'null', 'NULL', 'None', 'undefined', 'nan', 'NaN') then null
        when {{ column }} like ' %' or {{ column }} like '% ' then nullif(trim({{ column }}), '')
        else {{ column }}
    end
{%- endmacro %}

{#- A value out of a list, whatever its spelling: 'Out of Business' is out_of_business. -#}
{% macro clean_code(column, keep=[]) -%}
    replace(replace(lower({{ clean_text(column, keep) }}), ' ', '_'), '-', '_')
{%- endmacro %}

{% macro null_spellings(keep) -%}
    {%- set spellings = [
        'null', '(null)', '[null]', '<null>', 'nil', 'none', 'nan', 'na', 'n/a', '#n/a', '#na', 'undefined', '-', '--', '无', '空'
    ] -%}
    {%- set quoted = [] -%}
    {%- for spelling in spellings if spelling not in keep -%}
        {%- do quoted.append("'" ~ spelling ~ "'") -%}
    {%- endfor -%}
    {{ return(quoted | join(', ')) }}
{%- endmacro %}
