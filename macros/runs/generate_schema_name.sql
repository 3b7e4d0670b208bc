{#- Schemas carry their plain names (`marts`, not `strata_marts`): one file or catalogue is one build.
    On Spark a night builds beside the published schemas: STRATA_SCHEMA is the prefix there. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ return(build_schema(custom_schema_name or target.schema)) }}
{%- endmacro %}

{% macro build_schema(name) -%}
    {{ return(adapter.dispatch('build_schema', 'strata')(name)) }}
{%- endmacro %}

{% macro default__build_schema(name) -%}
    {{ return(name) }}
{%- endmacro %}

{% macro spark__build_schema(name) -%}
    {{ return(name if name == target.schema else target.schema ~ '_' ~ name) }}
{%- endmacro %}
