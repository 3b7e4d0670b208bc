{#- The value of a row of seed score_rules, as a scalar subquery over the import CTE `score_rules`. -#}
{% macro score_rule(rule) -%}
    (select max(score_rules.value) from score_rules where score_rules.rule = '{{ rule }}')
{%- endmacro %}
