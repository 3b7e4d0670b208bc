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

{#- DuckDB reads a table once a metric, which costs it little. -#}
{% macro duckdb__rows_of_metrics(relation, rows) -%}
    {%- for metric, number, text in rows %}
    select
        account_id,
        '{{ metric }}' as metric,
        {{ number }} as value_number,
        {{ text }} as value_text
    from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Spark reads it once. -#}
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
