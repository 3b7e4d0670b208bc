{#- One boolean column a tag, from the texts tags_on and tags_unknown of an account, |a|b|: true on, null unknown, false off. -#}
{% macro tag_columns(tags) -%}
    {%- for tag in tags %}
        case when instr(tags_unknown, '|{{ tag }}|') = 0 then instr(tags_on, '|{{ tag }}|') > 0 end as {{ tag }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
