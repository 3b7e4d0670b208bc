{#- The value of a row of a seed of rules (rule, value), as a scalar subquery over the import CTE of that name. -#}
{% macro score_rule(rule, rules='score_rules') -%}
    (select max({{ rules }}.value) from {{ rules }} where {{ rules }}.rule = '{{ rule }}')
{%- endmacro %}
