-- grain: one row per row of the export crm_accounts, rejected rows included
{% set types = {
    'employees': 'bigint', 'annual_revenue': 'decimal(28, 4)', 'founded_year': 'bigint',
    'is_deleted': 'boolean', 'created_at': 'timestamp', 'updated_at': 'timestamp'
} %}
{% set required = ['account_id'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_accounts') }}
),

cleaned as (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('name') }} as account_name,
        {{ clean_text('website', is_personal=true) }} as website,
        {{ clean_id('parent_account_id') }} as parent_account_id,
        {{ clean_id('registration_no') }} as registration_no,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('employees') }} as employees_text,
        {{ clean_text('annual_revenue') }} as annual_revenue_text,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('region') }} as region,
        {{ clean_text('city') }} as city,
        {{ clean_code('ownership') }} as ownership,
        {{ clean_text('founded_year') }} as founded_year_text,
        {{ clean_code('account_type') }} as account_type,
        {{ clean_id('owner_id') }} as owner_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('is_deleted') }} as is_deleted_text,
        {{ clean_text('created_at') }} as created_at_text,
        {{ clean_text('updated_at') }} as updated_at_text,
        {{ clean_text('street', is_personal=true) }} as street,
        {{ clean_id('postal_code') }} as postal_code,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
        'crm_csv:' || parent_account_id as parent_source_account_key,
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
