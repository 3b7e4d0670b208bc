{#- The seeds that decide an object. A new rule seed is one word here; a change in one of its rows changes the
    rules_version of the object. -#}
{% macro rule_seeds() -%}
    {{ return({
        'value': [
            'value_items', 'item_bands', 'score_rules', 'tier_bands', 'revenue_rules',
            'account_types', 'size_bands',
        ],
        'rfm': ['rfm_rules', 'rfm_codes', 'revenue_rules', 'account_types'],
        'lifecycle': ['lifecycle_rules', 'lifecycle_stages', 'revenue_rules', 'account_types'],
        'pareto': ['pareto_rules', 'revenue_rules', 'account_types'],
        'lead': [
            'lead_indicators', 'lead_weights', 'lead_weight_versions', 'lead_bins', 'lead_answers',
            'lead_touches', 'lead_touch_groups', 'lead_rules', 'lead_grades', 'lead_cells',
            'web_intents', 'size_bands',
        ],
    }) }}
{%- endmacro %}

{#- Every row of the rule seeds as one text: object, rule_row. The columns are those of the seed's `column_types`;
    words for people decide nothing and stay out. -#}
{% macro rule_rows() -%}
    {%- set words = ['label', 'label_zh', 'unit', 'meaning', 'reason', 'owner', 'feeds'] -%}
    {%- for object, seeds in rule_seeds().items() -%}
        {%- set is_last_object = loop.last -%}
        {%- for seed in seeds %}
    select
        '{{ object }}' as object,
        concat_ws('|', '{{ seed }}'
            {%- for column in seed_columns(seed) if column not in words -%}
                , cast({{ column }} as string)
            {%- endfor -%}
        ) as rule_row
    from {{ ref(seed) }}
            {%- if not (loop.last and is_last_object) %}
    union all
            {%- endif -%}
        {%- endfor -%}
    {%- endfor %}
{%- endmacro %}

{#- Known once the project is parsed; nothing before. -#}
{% macro seed_columns(seed) -%}
    {%- if not execute -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(graph.nodes['seed.' ~ project_name ~ '.' ~ seed].config.column_types.keys() | list) }}
{%- endmacro %}
