{#- The lower or upper bound of a rate: Wilson's interval, 0 to 1, rounded to six decimals; null without trials. It is sound for
    few trials too, and for rates near 0 or 1. `side`: '-' for the lower bound, '+' for the upper one. `z`: width in
    standard errors. -#}
{% macro wilson_bound(successes, trials, z, side) -%}
    {%- set n = 'nullif(cast(' ~ trials ~ ' as double), 0e0)' -%}
    {%- set p = '(cast(' ~ successes ~ ' as double) / ' ~ n ~ ')' -%}
    cast(round(cast(
        (
            {{ p }} + {{ z }} * {{ z }} / (2e0 * {{ n }})
            {{ side }} {{ z }} * sqrt(
                {{ p }} * (1e0 - {{ p }}) / {{ n }} + {{ z }} * {{ z }} / (4e0 * {{ n }} * {{ n }})
            )
        ) / (1e0 + {{ z }} * {{ z }} / {{ n }}) as decimal(28, 8)
    ), 6) as double)
{%- endmacro %}
