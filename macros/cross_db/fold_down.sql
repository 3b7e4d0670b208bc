{#- Counts `n` from count - 1 down to 0 and works out `step`, an expression of doubles, from `n` and what came before, `so_far`;
    begins with `start`. For a Horner scheme that is too long to be written out.
    DuckDB: list_reduce; the arrow, as the linter can't read `lambda` with two names. Spark: aggregate over an array. -#}
{% macro fold_down(count, start, step) -%}
    {{ return(adapter.dispatch('fold_down', 'strata')(count, start, step)) }}
{%- endmacro %}

{% macro duckdb__fold_down(count, start, step) -%}
    list_reduce(
        cast(range({{ count - 1 }}, -1, -1) as double[]),
        (so_far, n) -> {{ step }},
        {{ start }}
    )
{%- endmacro %}

{% macro spark__fold_down(count, start, step) -%}
    aggregate(
        cast(sequence({{ count - 1 }}, 0, -1) as array<double>),
        {{ start }},
        (so_far, n) -> {{ step }}
    )
{%- endmacro %}
