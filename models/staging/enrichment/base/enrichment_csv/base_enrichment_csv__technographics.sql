-- grain: one row per row of the export enrich_technographics, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'enrich_technographics') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('domain') }} as domain,
        {{ clean_text('technology') }} as technology,
        {{ clean_code('category') }} as category,
        {{ clean_text('is_competitor') }} as is_competitor,
        {{ clean_text('first_seen_on') }} as first_seen_on,
        {{ clean_text('last_seen_on') }} as last_seen_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        domain,
        technology,
        category,
        {{ to_boolean('is_competitor') }} as is_competitor,
        {{ to_date('first_seen_on') }} as first_seen_on,
        {{ to_date('last_seen_on') }} as last_seen_on,
        {{ bad_values(
            typed={
                'is_competitor': 'boolean',
                'first_seen_on': 'date',
                'last_seen_on': 'date'
            },
            required=['domain', 'technology']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

final as (
    select
        *,
        domain is null or technology is null as is_rejected
    from typed
)

select * from final
