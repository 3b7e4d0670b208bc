{#- The words after `as` of a CTE that say whether its rows are kept or computed wherever they are read.
    DuckDB: `materialized` where it is planned often (the planning of unrolled rounds is exponential without it),
    `not materialized` where each reader needs a few columns of many rows. Spark has no such words and never keeps rows. -#}
{% macro materialized() -%}
    {{ return(adapter.dispatch('materialized', 'strata')()) }}
{%- endmacro %}

{% macro duckdb__materialized() -%}
    {{ return('materialized') }}
{%- endmacro %}

{% macro spark__materialized() -%}
    {{ return('') }}
{%- endmacro %}

{% macro not_materialized() -%}
    {{ return(adapter.dispatch('not_materialized', 'strata')()) }}
{%- endmacro %}

{% macro duckdb__not_materialized() -%}
    {{ return('not materialized') }}
{%- endmacro %}

{% macro spark__not_materialized() -%}
    {{ return('') }}
{%- endmacro %}

{#- For the rows of an event feed that a run takes in, and those that lie beside them: an incremental run keeps them, since
    they are few and looking them up among all stored rows is dear; one from scratch reads what it needs of them again. -#}
{% macro materialized_when_few() -%}
    {{ return(materialized() if is_incremental() else not_materialized()) }}
{%- endmacro %}
