-- grain: one row per row of the export enrich_firmographics, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'enrich_firmographics') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('domain') }} as domain,
        {{ clean_text('legal_name') }} as legal_name,
        {{ clean_text('registration_no') }} as registration_no,
        {{ clean_text('employees') }} as employees,
        {{ clean_text('employees_growth_rate') }} as employees_growth_rate,
        {{ clean_text('annual_revenue') }} as annual_revenue,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('founded_year') }} as founded_year,
        {{ clean_code('registry_status') }} as registry_status,
        {{ clean_text('observed_on') }} as observed_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        domain,
        legal_name,
        registration_no,
        {{ to_bigint('employees') }} as employees,
        {{ to_decimal('employees_growth_rate') }} as employees_growth_rate,
        {{ to_decimal('annual_revenue', 'decimal(28, 4)') }} as annual_revenue,
        industry,
        {{ to_bigint('founded_year') }} as founded_year,
        registry_status,
        {{ to_date('observed_on') }} as observed_on,
        {{ bad_values(
            typed={
                'employees': 'bigint',
                'employees_growth_rate': 'decimal(18, 6)',
                'annual_revenue': 'decimal(28, 4)',
                'founded_year': 'bigint',
                'observed_on': 'date'
            },
            required=['domain']
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
        domain is null as is_rejected
    from typed
)

select * from final
