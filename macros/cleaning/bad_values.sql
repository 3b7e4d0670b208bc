{#- The values of a row that could not be read, as one text; null when all could. `rejects` takes it apart.
    `typed`: column -> macro that reads it. `required`: columns that may not be empty.
    One entry is column, reason and cleaned value, parted by the unit separator (31); entries by the record separator (30). -#}
{% macro bad_values(typed, required) -%}
    {%- set readers = {
        'bigint': to_bigint, 'timestamp': to_timestamp, 'date': to_date, 'boolean': to_boolean
    } -%}
    nullif(concat_ws(
        chr(30)
        {%- for column, type in typed.items() %}
        {%- set value = to_decimal(column, type) if type.startswith('decimal') else readers[type](column) -%},
        case
            when {{ column }} is not null and {{ value }} is null
                then '{{ column }}' || chr(31) || 'not a {{ type }}' || chr(31) || {{ column }}
        end
        {%- endfor %}
        {%- for column in required %},
        case when {{ column }} is null then '{{ column }}' || chr(31) || 'required and empty' || chr(31) end
        {%- endfor %}
    ), '')
{%- endmacro %}
