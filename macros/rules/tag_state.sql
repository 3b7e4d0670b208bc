{#- A tag in the texts tags_on and tags_unknown of an account, |a|b|: true on, null unknown, false off. -#}
{% macro tag_state(tag) -%}
    case when instr(tags_unknown, '|{{ tag }}|') = 0 then instr(tags_on, '|{{ tag }}|') > 0 end
{%- endmacro %}
