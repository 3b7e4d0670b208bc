{#- A relation over all Parquet files of a folder.
    DuckDB: read_parquet with a glob. Spark: parquet.`folder`. -#}
{% macro parquet_folder(path) -%}
    {{ return(adapter.dispatch('parquet_folder', 'strata')(path)) }}
{%- endmacro %}

{% macro duckdb__parquet_folder(path) -%}
    {{ return("read_parquet('" ~ path ~ "/*.parquet')") }}
{%- endmacro %}

{% macro spark__parquet_folder(path) -%}
    {{ return('parquet.`' ~ path ~ '`') }}
{%- endmacro %}
