{#- A percentile of whole days by linear interpolation, as an aggregate over rows in order of days: a
    percentile_cont whose percent may come from a seed. In whole numbers, so that both engines agree.
    `up_to`: number of values up to and with this row's. `target`: percent times (count - 1), the
    same in every row: it lies between the values before and behind it. -#}
{% macro percentile_days(days, up_to, target) -%}
    cast(
        min({{ days }}) filter (where 100 * {{ up_to }} > {{ target }})
        + cast(
            min({{ days }}) filter (where 100 * ({{ up_to }} - 1) >= {{ target }})
            - min({{ days }}) filter (where 100 * {{ up_to }} > {{ target }}) as decimal(10, 0)
        ) * cast(max({{ target }}) % 100 as decimal(3, 0)) * cast(0.01 as decimal(3, 2))
        as decimal(18, 2)
    )
{%- endmacro %}
