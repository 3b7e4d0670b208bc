{#- Long form of wide models of metrics, {model: [metrics]}: account_id, metric, value_number. A null stays, as an unknown
    value; where a metric has nothing to say about an account the model has no row for it.
    Numbers are rounded to six decimals, so that equal values are equal on both engines. -#}
{% macro metric_rows(models) -%}
    {%- for model, metrics in models.items() -%}
        {%- set is_last_model = loop.last -%}
        {%- for metric in metrics %}
    select
        account_id,
        '{{ metric }}' as metric,
        cast(round(cast({{ metric }} as decimal(28, 8)), 6) as double) as value_number
    from {{ ref(model) }}
            {%- if not (loop.last and is_last_model) %}
    union all
            {%- endif -%}
        {%- endfor -%}
    {%- endfor %}
{%- endmacro %}
