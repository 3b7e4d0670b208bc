{#- A metric as accounts are compared by it: where each step is ten times as much, the logarithm. -#}
{% macro metric_step(value, is_logarithmic) -%}
    case
        when {{ is_logarithmic }} then log10(greatest({{ value }}, 0e0) + 1)
        else {{ value }}
    end
{%- endmacro %}
