{#- On-run-start: one view in schema `raw` for each feed, over what the reader left in the landing.
    The reader wrote the select of each engine (landing/views.json), so a run needs no listing of files.
    Once somebody is erased, the views leave out what names that person, and the text of lines that are no record. -#}
{% macro register_feeds() -%}
    {%- if execute -%}
        {%- set landing = env_var('STRATA_LANDING', 'data/landing') -%}
        {%- set views = fromjson(read_text_file(landing ~ '/views.json'))[adapter.type()] -%}
        {%- set raw = build_schema('raw') -%}
        {%- do run_query('create schema if not exists ' ~ raw) -%}
        {%- set is_anyone_erased = suppress_erased(views) -%}
        {%- for feed, select_sql in views.items() -%}
            {%- set shown = (
                without_erased(feed, select_sql) if is_anyone_erased and feed in personal_columns() else select_sql
            ) -%}
            {%- do run_query('create or replace view ' ~ raw ~ '.' ~ feed ~ ' as ' ~ shown) -%}
        {%- endfor -%}
        {%- set line = "case when feed not in ('" ~ personal_columns() | join("', '") ~ "') then raw_value end" -%}
        {%- for name in ['files', 'rejected_lines'] -%}
            {%- set columns = (
                all_but(['raw_value']) ~ ', ' ~ line ~ ' as raw_value'
                if is_anyone_erased and name == 'rejected_lines' else '*'
            ) -%}
            {%- do run_query(
                'create or replace view ' ~ raw ~ '.' ~ name ~ ' as select ' ~ columns ~ ' from '
                ~ parquet_folder(landing ~ '/_' ~ name)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
