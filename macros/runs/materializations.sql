{#- Tables and views on DuckDB, made in one statement: `create or replace` puts the new one in the place of the old one, or,
    where it fails, leaves that as it was. dbt-duckdb's own way (make another, rename the old one, rename the new one, drop the
    old one) costs three more statements a model, which together take longer than the models of a small company.
    Indexes, grants, and comments (persist_docs) are not made here: no model has any. -#}
{% materialization table, adapter='duckdb' -%}
    {{ return(replace_relation('table')) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(replace_relation('view')) }}
{%- endmaterialization %}

{% macro replace_relation(type) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type=type) -%}
    {%- if existing is not none and existing.type != type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}

    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- set is_contract = config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) if is_contract }}
        {%- if is_contract and type == 'table' %}
        create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
        insert into {{ target }} {{ get_column_names() }} (
            {{ get_select_subquery(sql) }}
        )
        {%- else %}
        create or replace {{ type }} {{ target }} as (
            {{ sql }}
        )
        {%- endif -%}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}

    {%- do adapter.commit() -%}
    {{ return({'relations': [target]}) }}
{%- endmacro %}
