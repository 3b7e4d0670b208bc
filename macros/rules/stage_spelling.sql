{#- The name of a stage as its seed and its history compare it: '6. Closed-Won (100 %)' is closedwon. Numbers in front order
    a pipeline and say nothing, nor does a chance in per cent; numbers behind, as in 'Phase 2', do. -#}
{% macro stage_spelling(stage) -%}
    {%- set words = replace_pattern(lower_case(stage), '[0-9]+ *%', '') -%}
    {{ rewrite("translate(" ~ words ~ ", ' _-–—.,:;/()[]&%+', '')", '^[0-9]+', '') }}
{%- endmacro %}
