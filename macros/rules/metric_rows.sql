{#- Long form of wide models of metrics, {model: {kind: [metrics]}}: account_id, metric, value_number, value_text. A null stays,
    as an unknown value; where a metric has nothing to say about an account the model has no row for it.
    Kinds: `numbers`, whole or decimal; `ratios`, floating and therefore rounded to six decimals, so that equal values are
    equal on both engines; `categories`, texts, or booleans as true and false. -#}
{% macro metric_rows(models) -%}
    {%- set no_number, no_text = 'cast(null as double)', 'cast(null as string)' -%}
    {%- set selects = [] -%}
    {%- for model, kinds in models.items() -%}
        {%- for metric in kinds.get('numbers', []) -%}
            {%- do selects.append(metric_row(model, metric, 'cast(' ~ metric ~ ' as double)', no_text)) -%}
        {%- endfor -%}
        {%- for metric in kinds.get('ratios', []) -%}
            {%- set rounded = 'cast(round(cast(' ~ metric ~ ' as decimal(28, 8)), 6) as double)' -%}
            {%- do selects.append(metric_row(model, metric, rounded, no_text)) -%}
        {%- endfor -%}
        {%- for metric in kinds.get('categories', []) -%}
            {%- do selects.append(metric_row(model, metric, no_number, 'cast(' ~ metric ~ ' as string)')) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ selects | join('\n    union all') }}
{%- endmacro %}

{% macro metric_row(model, metric, number, text) %}
    select
        account_id,
        '{{ metric }}' as metric,
        {{ number }} as value_number,
        {{ text }} as value_text
    from {{ ref(model) }}
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
