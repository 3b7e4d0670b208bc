{#- On the night on which the rules of the value score change, a run before the night's own tells what the old ones make
    of the new data (strata/old_rules.py). STRATA_OLD_RULES says which run this is:
    `run`: the old rules stand in for the seeds, and the tiers that come out are kept at its end;
    `kept`: the night's own, which finds them; otherwise there are none. -#}
{% macro prepare_old_rules() -%}
    {%- set step = env_var('STRATA_OLD_RULES', '') -%}
    {%- if step == 'run' -%}
        {%- do run_query('create schema if not exists ' ~ build_schema('rules')) -%}
        {%- for seed in rule_seeds()['value'] -%}
            {%- do restore_rules(seed) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if step != 'kept' -%}
        {%- do replace_table(
            build_schema('state') ~ '.old_rules_tiers',
            "select cast(null as string) as account_id, cast(null as string) as tier,"
            " cast(null as string) as tier_reason where 1 = 0"
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#- A seed as it was last night, from state.fct_rules; words for people are lost and decide nothing. -#}
{% macro restore_rules(seed) -%}
    {%- set types = graph.nodes['seed.' ~ project_name ~ '.' ~ seed].config.column_types -%}
    {%- set deciding = rule_columns(seed) -%}
    {%- set values = [] -%}
    {%- for column, type in types.items() -%}
        {%- set value = "split_part(rule_row, '|', " ~ (deciding.index(column) + 2) ~ ")" if column in deciding else "'-'" -%}
        {%- do values.append('cast(' ~ value ~ ' as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {%- do replace_table(
        build_schema('rules') ~ '.' ~ seed,
        'select ' ~ values | join(', ') ~ ' from ' ~ build_schema('state') ~ ".fct_rules where seed = '" ~ seed
        ~ "' and object = 'value' and rule_row <> seed and valid_from = (" ~ last_value_rules('max(valid_from)') ~ ')'
    ) -%}
{%- endmacro %}

{#- An expression over the value rules of the nights before tonight. -#}
{% macro last_value_rules(expression) -%}
    select {{ expression }} from {{ build_schema('state') }}.fct_rules
    where object = 'value' and valid_from < {{ as_of_date() }}
{%- endmacro %}

{#- On-run-end: keeps the tiers, if the rules that made them are those of last night to the letter. -#}
{% macro keep_old_rules_tiers() -%}
    {%- if execute and env_var('STRATA_OLD_RULES', '') == 'run' -%}
        {%- do replace_table(
            build_schema('state') ~ '.old_rules_tiers',
            'select account_id, tier, tier_reason from ' ~ build_schema('intermediate') ~ '.int_account_tiers'
            ~ ' where (select rules_version from ' ~ build_schema('intermediate')
            ~ ".int_rules_version where object = 'value') = (" ~ last_value_rules('max_by(rules_version, valid_from)') ~ ')'
        ) -%}
    {%- endif -%}
{%- endmacro %}
