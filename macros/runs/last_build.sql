{#- What an incremental table holds: the newest `changed_at` and the version of the rules it was built by; nothing when it
    is built from scratch. -#}
{% macro last_build() -%}
    {%- if is_incremental() -%}
    select
        coalesce(max(changed_at), 0) as changed_at,
        coalesce(max(rules_version), '') as rules_version
    from {{ this }}
    {%- else -%}
    select
        cast(0 as bigint) as changed_at,
        '' as rules_version
    {%- endif -%}
{%- endmacro %}
