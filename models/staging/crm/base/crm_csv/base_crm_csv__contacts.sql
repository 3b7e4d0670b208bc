-- grain: one row per row of the export crm_contacts, rejected rows included
{% set types = {
    'birth_year': 'bigint', 'is_deleted': 'boolean', 'created_at': 'timestamp',
    'updated_at': 'timestamp', 'left_on': 'date'
} %}
{% set required = ['contact_id'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_contacts') }}
),

cleaned as (
    select
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('full_name', is_personal=true) }} as full_name,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_id('phone', is_personal=true) }} as phone,
        {{ clean_text('wecom_id', is_personal=true) }} as wecom_id,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('department') }} as department,
        {{ clean_code('seniority') }} as seniority,
        {{ clean_code('buying_role') }} as buying_role,
        {{ clean_text('birth_year') }} as birth_year_text,
        {{ clean_text('is_deleted') }} as is_deleted_text,
        {{ clean_text('created_at') }} as created_at_text,
        {{ clean_text('updated_at') }} as updated_at_text,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('region') }} as region,
        {{ clean_text('left_on') }} as left_on_text,
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
