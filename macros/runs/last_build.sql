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

{#- CTEs `days_to_read` and `changed_days` of a table that is built day by day from events: the days that are built anew, and
    the days of loading where their events lie. `changed_at` is that of the newest change of all, where the next run goes on.
    Reads the CTEs `event_days`, `rules` and `last_build`. -#}
{% macro days_to_build() -%}
    days_to_read as (
        select
            event_days.loaded_day,
            event_days.event_day,
            rules.rules_version,
            max(event_days.changed_at) over () as changed_at
        from event_days
        cross join rules
        cross join last_build
        qualify
            max(event_days.changed_at) over (partition by event_days.event_day) > last_build.changed_at
            or rules.rules_version <> last_build.rules_version
    ),

    changed_days as (
        select distinct
            event_day,
            rules_version,
            changed_at
        from days_to_read
    )
{%- endmacro %}
