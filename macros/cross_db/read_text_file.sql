{#- The content of a text file as a Jinja string. For hooks only.
    DuckDB: read_text() gives one row a file. Spark: text.`path` gives one row a line. -#}
{% macro read_text_file(path) -%}
    {{ return(adapter.dispatch('read_text_file', 'strata')(path)) }}
{%- endmacro %}

{% macro duckdb__read_text_file(path) -%}
    {{ return(run_query("select content from read_text('" ~ path ~ "')").columns[0].values()[0]) }}
{%- endmacro %}

{% macro spark__read_text_file(path) -%}
    {{ return(run_query('select value from text.`' ~ path ~ '`').columns[0].values() | join('\n')) }}
{%- endmacro %}
