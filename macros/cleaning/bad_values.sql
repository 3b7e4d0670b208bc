{#- How a base model reads its export: a column of type T comes in as text `<column>_text` and leaves as `<column>`.
    `types`: column -> bigint, decimal(..), timestamp, date or boolean. Text columns are not in it. -#}
{% macro read_values(types) -%}
    {%- set readers = {
        'bigint': to_bigint, 'timestamp': to_timestamp, 'date': to_date, 'boolean': to_boolean
    } -%}
    {%- for column, type in types.items() %}
    {%- set text = column ~ '_text' %}
        {{ to_decimal(text, type) if type.startswith('decimal') else readers[type](text) }} as {{ column }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Every column but the texts that have been read. -#}
{% macro all_but_texts(types) -%}
    {%- set texts = [] -%}
    {%- for column in types -%}
        {%- do texts.append(column ~ '_text') -%}
    {%- endfor -%}
    {{ return(all_but(texts)) }}
{%- endmacro %}

{#- The values of a row that could not be read, as one text; null when all could. int_rejects takes it apart.
    `required`: columns that may not be empty.
    One entry is column, reason and cleaned value, parted by the unit separator (31); entries by the record separator (30). -#}
{% macro bad_values(types, required) -%}
    nullif(concat_ws(
        chr(30)
        {%- for column, type in types.items() %},
        case when {{ column }} is null then '{{ column }}' || chr(31) || 'not a {{ type }}' || chr(31) || {{ column }}_text end
        {%- endfor %}
        {%- for column in required %},
        case
            when {{ column ~ '_text' if column in types else column }} is null
                then '{{ column }}' || chr(31) || 'required and empty' || chr(31)
        end
        {%- endfor %}
    ), '')
{%- endmacro %}

{#- A row is left out when a required value is missing or could not be read. -#}
{% macro is_any_null(required) -%}
    {%- for column in required -%}
        {{ column }} is null{{ ' or ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
