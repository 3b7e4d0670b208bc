{#- The name of a stage as its seed and its history compare it: '6. Closed-Won' is closedwon. Numbers in front order a
    pipeline and say nothing; numbers behind, as in 'Phase 2', do. -#}
{% macro stage_spelling(stage) -%}
    {{ rewrite("translate(lower(" ~ stage ~ "), ' _-.,:;/()[]&%+', '')", '^[0-9]+', '') }}
{%- endmacro %}
