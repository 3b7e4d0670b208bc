{#- On-run-end of a run that leaves out the tests of keys (`--exclude test_name:unique_key`, as a night does): those of all
    models that it made, ten in a query. One by one they take dbt a fifth of a small night, whatever they ask.
    Fails the run; names each test that fails and how many rows it gave. -#}
{% macro check_keys(results) -%}
    {%- if not execute or not are_keys_left_to_the_end() -%}{{ return('') }}{%- endif -%}
    {%- set made = results | selectattr('status', 'equalto', 'success') | selectattr('node.resource_type', 'equalto', 'model')
        | map(attribute='node.unique_id') | list -%}
    {%- set tests = graph.nodes.values() | selectattr('attached_node', 'in', made)
        | selectattr('test_metadata.name', 'equalto', 'unique_key') | list -%}
    {%- set failed = [] -%}
    {%- for some in tests | batch(10) -%}
        {%- set counts = [] -%}
        {%- for test in some -%}
            {%- set asked = test.test_metadata.kwargs -%}
            {%- set broken = test_unique_key(
                graph.nodes[test.attached_node].relation_name, asked.columns, asked.never_null or []
            ) -%}
            {%- do counts.append(
                "select '" ~ test.name ~ "' as test, count(*) as failures from (" ~ broken ~ ') as broken having count(*) > 0'
            ) -%}
        {%- endfor -%}
        {%- for test, failures in run_query(counts | join(' union all ')).rows -%}
            {%- do failed.append(test ~ ': ' ~ failures ~ ' row' ~ ('' if failures == 1 else 's')) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if failed -%}{{ exceptions.raise_compiler_error(failed | join('; ')) }}{%- endif -%}
{%- endmacro %}

{% macro are_keys_left_to_the_end() -%}
    {%- set options = invocation_args_dict -%}
    {{ return(
        'test_name:unique_key' in (options.exclude or []) and 'test' not in (options.exclude_resource_types or [])
    ) }}
{%- endmacro %}
