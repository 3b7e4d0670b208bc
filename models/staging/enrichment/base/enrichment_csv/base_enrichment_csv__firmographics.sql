-- grain: one row per row of the export enrich_firmographics, rejected rows included
{% set types = {
    'employees': 'bigint', 'employees_growth_rate': 'decimal(18, 6)',
    'annual_revenue': 'decimal(28, 4)', 'founded_year': 'bigint', 'observed_on': 'date'
} %}
{% set required = ['domain'] %}

with export_rows as (
    select * from {{ source('raw', 'enrich_firmographics') }}
),

cleaned as (
    select
        {{ clean_text('domain') }} as domain,
        {{ clean_text('legal_name') }} as legal_name,
        {{ clean_id('registration_no') }} as registration_no,
        {{ clean_text('employees') }} as employees_text,
        {{ clean_text('employees_growth_rate') }} as employees_growth_rate_text,
        {{ clean_text('annual_revenue') }} as annual_revenue_text,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('founded_year') }} as founded_year_text,
        {{ clean_code('registry_status') }} as registry_status,
        {{ clean_text('observed_on') }} as observed_on_text,
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
