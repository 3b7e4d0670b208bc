{#- A percentile by the middle rank, 0 to 1: ties share the middle, so that equal values are equal. Null for null, which
    counts for nobody. A window over the rows of one date. -#}
{% macro mid_rank(value) -%}
    case
        when {{ value }} is not null
            then (
                rank() over (partition by {{ value }} is null order by {{ value }}) - 1
                + count(*) over (partition by {{ value }}) * 0.5e0
            ) / count(*) over (partition by {{ value }} is null)
    end
{%- endmacro %}
