-- grain: one row per row of the export enrich_technographics, rejected rows included
{% set types = {'is_competitor': 'boolean', 'first_seen_on': 'date', 'last_seen_on': 'date'} %}
{% set required = ['domain', 'technology'] %}

with export_rows as (
    select * from {{ source('raw', 'enrich_technographics') }}
),

cleaned as (
    select
        {{ clean_text('domain') }} as domain,
        {{ clean_text('technology') }} as technology,
        {{ clean_code('category') }} as category,
        {{ clean_text('is_competitor') }} as is_competitor_text,
        {{ clean_text('first_seen_on') }} as first_seen_on_text,
        {{ clean_text('last_seen_on') }} as last_seen_on_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
