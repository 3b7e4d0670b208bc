{#- Long form of wide models of metrics, {model: {kind: [metrics]}}: account_id, metric, value_number, value_text. A null stays,
    as an unknown value; where a metric has nothing to say about an account the model has no row for it.
    Kinds: `numbers`, whole or decimal; `ratios`, floating and therefore rounded to six decimals, so that equal values are
    equal on both engines; `categories`, texts, or booleans as true and false. -#}
{% macro metric_rows(models) -%}
    {%- set no_number, no_text = 'cast(null as double)', 'cast(null as string)' -%}
    {%- set selects = [] -%}
    {%- for model, kinds in models.items() -%}
        {%- set rows = [] -%}
        {%- for metric in kinds.get('numbers', []) -%}
            {%- do rows.append([metric, 'cast(' ~ metric ~ ' as double)', no_text]) -%}
        {%- endfor -%}
        {%- for metric in kinds.get('ratios', []) -%}
            {%- do rows.append([metric, round_alike(metric, 6), no_text]) -%}
        {%- endfor -%}
        {%- for metric in kinds.get('categories', []) -%}
            {%- do rows.append([metric, no_number, 'cast(' ~ metric ~ ' as string)']) -%}
        {%- endfor -%}
        {%- do selects.append(adapter.dispatch('rows_of_metrics', 'strata')(ref(model), rows)) -%}
    {%- endfor -%}
    {{ selects | join('\n    union all') }}
{%- endmacro %}

{#- Account by account, which costs less to store and to look up than metric by metric. DuckDB: lists side by side. Spark:
    stack. -#}
{% macro duckdb__rows_of_metrics(relation, rows) %}
    select
        account_id,
        unnest(['{{ rows | map(attribute=0) | join("', '") }}']) as metric,
        unnest([{{ rows | map(attribute=1) | join(', ') }}]) as value_number,
        unnest([{{ rows | map(attribute=2) | join(', ') }}]) as value_text
    from {{ relation }}
{%- endmacro %}

{% macro spark__rows_of_metrics(relation, rows) %}
    select
        account_id,
        stack(
            {{ rows | length }}
            {%- for metric, number, text in rows %},
            '{{ metric }}', {{ number }}, {{ text }}
            {%- endfor %}
        ) as (metric, value_number, value_text)
    from {{ relation }}
{%- endmacro %}

{#- The names of those metrics, as a list of texts in SQL. -#}
{% macro metric_names(models) -%}
    {%- set names = [] -%}
    {%- for kinds in models.values() -%}
        {%- for metrics in kinds.values() -%}
            {%- do names.extend(metrics) -%}
        {%- endfor -%}
    {%- endfor -%}
    '{{ names | join("', '") }}'
{%- endmacro %}
