{#- Survivorship: the value of the first record that has one, never a maximum over records. -#}
{% macro first_known(column, record_no='record_no') -%}
    min_by({{ column }}, {{ record_no }}) filter (where {{ column }} is not null)
{%- endmacro %}
