{#- On-run-start: schema `state` holds last night's published tables that tonight builds on.
    They come from the published file, never from the build: a failed night leaves no trace, a full refresh
    loses nothing, and a fresh machine goes on from the published file alone.
    Where nothing is published yet they are empty. -#}
{% macro restore_state() -%}
    {%- if execute -%}
        {%- set state = build_schema('state') -%}
        {%- do run_query('create schema if not exists ' ~ state) -%}
        {%- set published = open_published() -%}
        {%- for name, columns in state_tables().items() -%}
            {%- set casts = [] -%}
            {%- for column, type in columns.items() -%}
                {%- set value = column if name in published.tables else 'null' -%}
                {%- do casts.append('cast(' ~ value ~ ' as ' ~ type ~ ') as ' ~ column) -%}
            {%- endfor -%}
            {%- set from_published = (
                ' from ' ~ published.schema ~ '.' ~ name
            ) if name in published.tables else ' where 1 = 0' -%}
            {%- do replace_table(
                state ~ '.' ~ name, 'select ' ~ casts | join(', ') ~ from_published
            ) -%}
        {%- endfor -%}
        {%- do close_published() -%}
        {%- do prepare_old_rules() -%}
    {%- endif -%}
{%- endmacro %}

{#- The published tables that carry state, with the columns that tonight reads. -#}
{% macro state_tables() -%}
    {{ return({
        'fct_state_log': {
            'as_of_date': 'date', 'object': 'string', 'account_id': 'string', 'item': 'string',
            'value_text': 'string', 'value_number': 'decimal(18, 2)', 'cause': 'string',
            'top_factor': 'string', 'rules_version': 'string',
        },
        'bridge_account_sources': {
            'source_system': 'string', 'source_account_id': 'string', 'account_id': 'string',
            'match_method': 'string',
        },
        'account_redirects': {
            'old_account_id': 'string', 'account_id': 'string', 'changed_on': 'date',
            'match_method': 'string',
        },
        'fct_rules': {
            'object': 'string', 'valid_from': 'date', 'rules_version': 'string', 'seed': 'string',
            'column_names': 'string', 'rule_row': 'string',
        },
        'fct_tag_rules': {
            'as_of_date': 'date', 'tag': 'string', 'any_of_group': 'int', 'condition_no': 'int',
            'metric': 'string', 'operator': 'string', 'value': 'string',
        },
        'erased_persons': {
            'person_key': 'string', 'key_type': 'string', 'is_person': 'boolean', 'erased_on': 'date',
        },
        'rpt_runs': {
            'as_of_date': 'date', 'published_at': 'timestamp', 'rules_version': 'string',
            'accounts': 'bigint', 'checks': 'bigint', 'warnings': 'bigint',
            'accepted_exceptions': 'string',
        },
        'rpt_clv_fits': {
            'origin': 'string', 'version': 'string', 'fitted_on': 'date', 'fitted_until': 'date',
            'model': 'string', 'purpose': 'string', 'parameter': 'string',
            'value': 'decimal(18, 6)', 'customers': 'bigint',
        },
    }) }}
{%- endmacro %}
