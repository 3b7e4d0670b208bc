{#- Give a select of `columns` of content_topics for each `key` of CTE `paths`: the first part of the path that fits names the
    topic. `path` is the path itself, the key where not given. A path that none fits has no row. The model holds a CTE
    content_topics. -#}
{% macro topics_of_paths(paths, key, columns, path=none) -%}
    select
        {{ paths }}.{{ key }},
        {%- for column in columns %}
        min_by(content_topics.{{ column }}, content_topics.position) as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ paths }}
    inner join content_topics
        on instr({{ lower_case(path or paths ~ '.' ~ key) }}, content_topics.path_part) > 0
    group by {{ paths }}.{{ key }}
{%- endmacro %}
