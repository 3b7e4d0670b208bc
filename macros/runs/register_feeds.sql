{#- On-run-start: one view in schema `raw` for each feed, over what the reader left in the landing.
    The reader wrote the select of each engine (landing/views.json), so a run needs no listing of files. -#}
{% macro register_feeds() -%}
    {%- if execute -%}
        {%- set landing = env_var('STRATA_LANDING', 'data/landing') -%}
        {%- set views = fromjson(read_text_file(landing ~ '/views.json')) -%}
        {%- set raw = build_schema('raw') -%}
        {%- do run_query('create schema if not exists ' ~ raw) -%}
        {%- for feed, select_sql in views[adapter.type()].items() -%}
            {%- do run_query('create or replace view ' ~ raw ~ '.' ~ feed ~ ' as ' ~ select_sql) -%}
        {%- endfor -%}
        {%- for name in ['files', 'rejected_lines'] -%}
            {%- do run_query(
                'create or replace view ' ~ raw ~ '.' ~ name ~ ' as select * from '
                ~ parquet_folder(landing ~ '/_' ~ name)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
