{#- A percentile of whole days by linear interpolation, as an aggregate: a percentile_cont whose
    percent comes from a seed, in whole numbers, so that both engines agree to the hundredth of a day.
    `position`: 0 for the shortest. A value weighs by its nearness to the percentile. -#}
{% macro percentile_days(days, position, count, percent) -%}
    cast(
        cast(sum(
            {{ days }}
            * greatest(0, 100 - abs(100 * {{ position }} - {{ percent }} * ({{ count }} - 1)))
        ) as bigint) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
    )
{%- endmacro %}
