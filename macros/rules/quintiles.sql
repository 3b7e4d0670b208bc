{#- The four cuts of a measure into fifths, by linear interpolation: <name>_cut_1 to <name>_cut_4.
    A cut is a decimal, so that values compare with it exactly and alike on both engines. -#}
{% macro quintile_cuts(measure, name) -%}
    {%- for share in ['0.2', '0.4', '0.6', '0.8'] %}
    cast(
        percentile_cont({{ share }}) within group (order by cast({{ measure }} as double))
        as decimal(28, 8)
    ) as {{ name }}_cut_{{ loop.index }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- 1 to 5: one more than the number of cuts strictly below the value; null for a null value.
    Equal values get equal scores. -#}
{% macro quintile_score(value, name) -%}
    cast(
        1
        {%- for cut in range(1, 5) %}
        + case
            when {{ name }}_cut_{{ cut }} < {{ value }} then 1
            when {{ value }} is not null then 0
        end
        {%- endfor %}
        as int
    )
{%- endmacro %}
