{#- The Gini coefficient of n values: 0 when all are equal, (n-1)/n when one has everything; null
    when they add up to 0. `rank_weighted`: sum of value times rank, ranked from the LARGEST (1) to
    the smallest. One division, of exact decimals, so that both engines agree. -#}
{% macro gini(count, total, rank_weighted) -%}
    cast(
        (cast({{ count }} as decimal(10, 0)) + 1) * cast({{ total }} as decimal(27, 2))
        - {{ rank_weighted }} - {{ rank_weighted }} as double
    ) / nullif(cast({{ count }} as double) * cast({{ total }} as double), 0e0)
{%- endmacro %}
