-- grain: one row per row of the export crm_accounts, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_accounts') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('name') }} as name,
        {{ clean_text('website') }} as website,
        {{ clean_text('parent_account_id') }} as parent_account_id,
        {{ clean_text('registration_no') }} as registration_no,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('employees') }} as employees,
        {{ clean_text('annual_revenue') }} as annual_revenue,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('region') }} as region,
        {{ clean_text('city') }} as city,
        {{ clean_code('ownership') }} as ownership,
        {{ clean_text('founded_year') }} as founded_year,
        {{ clean_code('account_type') }} as account_type,
        {{ clean_text('owner_id') }} as owner_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('is_deleted') }} as is_deleted,
        {{ clean_text('created_at') }} as created_at,
        {{ clean_text('updated_at') }} as updated_at,
        {{ clean_text('street') }} as street,
        {{ clean_text('postal_code') }} as postal_code,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        account_id,
        'crm_csv:' || account_id as source_account_key,
        name as account_name,
        website,
        parent_account_id,
        'crm_csv:' || parent_account_id as parent_source_account_key,
        registration_no,
        industry,
        {{ to_bigint('employees') }} as employees,
        {{ to_decimal('annual_revenue', 'decimal(28, 4)') }} as annual_revenue,
        currency,
        country,
        region,
        city,
        ownership,
        {{ to_bigint('founded_year') }} as founded_year,
        account_type,
        owner_id,
        status,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ to_timestamp('created_at') }} as created_at,
        {{ to_timestamp('updated_at') }} as updated_at,
        street,
        postal_code,
        {{ bad_values(
            typed={
                'employees': 'bigint',
                'annual_revenue': 'decimal(28, 4)',
                'founded_year': 'bigint',
                'is_deleted': 'boolean',
                'created_at': 'timestamp',
                'updated_at': 'timestamp'
            },
            required=['account_id']
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
        account_id is null as is_rejected
    from typed
)

select * from final
