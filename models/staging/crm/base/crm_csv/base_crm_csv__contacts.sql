-- grain: one row per row of the export crm_contacts, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_contacts') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('full_name') }} as full_name,
        {{ clean_text('email') }} as email,
        {{ clean_text('phone') }} as phone,
        {{ clean_text('wecom_id') }} as wecom_id,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('department') }} as department,
        {{ clean_code('seniority') }} as seniority,
        {{ clean_code('buying_role') }} as buying_role,
        {{ clean_text('birth_year') }} as birth_year,
        {{ clean_text('is_deleted') }} as is_deleted,
        {{ clean_text('created_at') }} as created_at,
        {{ clean_text('updated_at') }} as updated_at,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('region') }} as region,
        {{ clean_text('left_on') }} as left_on,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        contact_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        full_name,
        email,
        phone,
        wecom_id,
        job_title,
        department,
        seniority,
        buying_role,
        {{ to_bigint('birth_year') }} as birth_year,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ to_timestamp('created_at') }} as created_at,
        {{ to_timestamp('updated_at') }} as updated_at,
        country,
        region,
        {{ to_date('left_on') }} as left_on,
        {{ bad_values(
            typed={
                'birth_year': 'bigint',
                'is_deleted': 'boolean',
                'created_at': 'timestamp',
                'updated_at': 'timestamp',
                'left_on': 'date'
            },
            required=['contact_id']
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
        contact_id is null as is_rejected
    from typed
)

select * from final
