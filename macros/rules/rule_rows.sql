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
        'clv': [
            'clv_rules', 'clv_stances', 'service_rates', 'clv_parameters', 'revenue_rules',
            'account_types',
        ],
        'pareto': ['pareto_rules', 'revenue_rules', 'account_types'],
        'warning': ['warning_rules', 'signal_rules'],
        'segment': [
            'segment_rules', 'fit_criteria', 'abm_tiers', 'abm_rules', 'needs', 'need_levels',
            'need_words', 'need_sources', 'content_topics', 'signal_rules',
        ],
        'channel': [
            'channels', 'touch_types', 'attribution_rules', 'attribution_conversions',
            'attribution_models', 'channel_rules',
        ],
        'lead': [
            'lead_indicators', 'lead_weights', 'lead_weight_versions', 'lead_priors', 'lead_bins', 'lead_answers',
            'lead_touches', 'lead_touch_groups', 'lead_rules', 'lead_grades', 'lead_cells',
            'web_intents', 'size_bands',
        ],
        'activity': ['tag_rules', 'activity_points', 'influence_points'],
        'tags': ['tags', 'tag_conditions', 'tag_precedence', 'tag_dimensions'],
        'funnel': ['funnel_steps', 'funnel_rules', 'deal_rules', 'deal_health', 'stage_outcomes'],
        'inflow': [
            'inflow_rules', 'lead_words', 'sales_owners', 'sales_territories', 'lead_next_steps',
            'followup_reasons',
        ],
        'web': ['web_rules', 'web_bots', 'web_channels', 'web_conversions'],
        'identity': ['match_methods', 'account_overrides', 'source_systems'],
        'activation': [
            'activation_rules', 'plays', 'segment_plays', 'segment_models', 'segment_conflicts',
            'awareness_doubts', 'audiences', 'tier_benefits', 'crm_sync_fields', 'segment_targets',
            'team_hours', 'cluster_centers',
        ],
        'relation': [
            'relation_rules', 'community_rules', 'community_tenures', 'survey_scales',
            'resource_phases', 'age_bands', 'core_cities', 'lookalike_kinds', 'lookalike_metrics',
        ],
        'orders': ['order_statuses', 'placeholder_accounts', 'currency_codes'],
        'publishing': [
            'history_rules', 'gates', 'freshness', 'quality_rules', 'data_quality_checks',
            'tracking_plan',
        ],
    }) }}
{%- endmacro %}

{#- The columns of a rule seed that decide something: words for people stay out. -#}
{% macro rule_columns(seed) -%}
    {%- set words = ['label', 'label_zh', 'unit', 'meaning', 'reason', 'owner', 'feeds'] -%}
    {{ return(seed_columns(seed) | reject('in', words) | list) }}
{%- endmacro %}

{#- Every row of the rule seeds as one text: object, seed, column_names, rule_row. The columns are those of the seed's
    `column_types`. A seed without rows is there too, by a row of its name. -#}
{% macro rule_rows() -%}
    {%- for object, seeds in rule_seeds().items() -%}
        {%- set is_last_object = loop.last -%}
        {%- for seed in seeds %}
    select
        '{{ object }}' as object,
        '{{ seed }}' as seed,
        '{{ rule_columns(seed) | join("|") }}' as column_names,
        concat_ws('|', '{{ seed }}'
            {%- for column in rule_columns(seed) -%}
                , cast({{ column }} as string)
            {%- endfor -%}
        ) as rule_row
    from {{ ref(seed) }}
    union all
    select
        '{{ object }}' as object,
        '{{ seed }}' as seed,
        '{{ rule_columns(seed) | join("|") }}' as column_names,
        '{{ seed }}' as rule_row
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
