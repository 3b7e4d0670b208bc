{#- The seeds that decide an object. A new rule seed is one word here; a change in one of its rows changes the
    rules_version of the object. -#}
{% macro rule_seeds() -%}
    {{ return({
        'value': [
            'value_items', 'item_bands', 'score_rules', 'tier_bands', 'revenue_rules',
            'account_types', 'size_bands', 'icp_criteria', 'growth_signals', 'company_states',
            'person_words', 'buying_roles',
        ],
        'rfm': ['rfm_rules', 'rfm_codes', 'revenue_rules', 'account_types'],
        'lifecycle': ['lifecycle_rules', 'lifecycle_stages', 'revenue_rules', 'account_types'],
        'pareto': ['pareto_rules', 'revenue_rules', 'account_types'],
        'warning': ['warning_rules', 'signal_rules'],
        'segment': [
            'segment_rules', 'fit_criteria', 'abm_tiers', 'abm_rules', 'needs', 'need_levels',
            'need_words', 'need_sources', 'content_topics', 'signal_rules',
        ],
        'activity': ['tag_rules', 'activity_points', 'influence_points'],
        'tags': ['tags', 'tag_conditions', 'tag_precedence'],
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
