-- grain: one row per row of the export crm_leads, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_leads') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('lead_id') }} as lead_id,
        {{ clean_text('full_name') }} as full_name,
        {{ clean_text('company') }} as company,
        {{ clean_text('email') }} as email,
        {{ clean_text('phone') }} as phone,
        {{ clean_text('website') }} as website,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_code('seniority') }} as seniority,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('employees') }} as employees,
        {{ clean_text('budget_amount') }} as budget_amount,
        {{ clean_code('budget_status', keep=['none']) }} as budget_status,
        {{ clean_text('purchase_timeline', keep=['none']) }} as purchase_timeline,
        {{ clean_text('incumbent', keep=['none', '无']) }} as incumbent,
        {{ clean_text('product_interest') }} as product_interest,
        {{ clean_code('inflow_channel') }} as inflow_channel,
        {{ clean_text('source') }} as source,
        {{ clean_text('medium') }} as medium,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('landing_url') }} as landing_url,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('owner_id') }} as owner_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('rejected_reason') }} as rejected_reason,
        {{ clean_text('converted_account_id') }} as converted_account_id,
        {{ clean_text('converted_contact_id') }} as converted_contact_id,
        {{ clean_text('converted_opportunity_id') }} as converted_opportunity_id,
        {{ clean_text('created_at') }} as created_at,
        {{ clean_text('first_contacted_at') }} as first_contacted_at,
        {{ clean_text('qualified_at') }} as qualified_at,
        {{ clean_text('converted_at') }} as converted_at,
        {{ clean_text('wecom_id') }} as wecom_id,
        {{ clean_text('incumbent_contract_ends_on') }} as incumbent_contract_ends_on,
        {{ clean_text('visit_count') }} as visit_count,
        {{ clean_text('page_view_count') }} as page_view_count,
        {{ clean_text('time_on_site_seconds') }} as time_on_site_seconds,
        {{ clean_text('updated_at') }} as updated_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        lead_id,
        full_name,
        company,
        email,
        phone,
        website,
        country,
        job_title,
        seniority,
        industry,
        {{ to_bigint('employees') }} as employees,
        {{ to_decimal('budget_amount') }} as budget_amount,
        budget_status,
        purchase_timeline,
        incumbent,
        product_interest,
        inflow_channel,
        source,
        medium,
        campaign_id,
        landing_url,
        visitor_id,
        owner_id,
        status,
        rejected_reason,
        converted_account_id,
        'crm_csv:' || converted_account_id as converted_source_account_key,
        converted_contact_id,
        converted_opportunity_id,
        {{ to_timestamp('created_at') }} as created_at,
        {{ to_timestamp('first_contacted_at') }} as first_contacted_at,
        {{ to_timestamp('qualified_at') }} as qualified_at,
        {{ to_timestamp('converted_at') }} as converted_at,
        wecom_id,
        {{ to_date('incumbent_contract_ends_on') }} as incumbent_contract_ends_on,
        {{ to_bigint('visit_count') }} as visit_count,
        {{ to_bigint('page_view_count') }} as page_view_count,
        {{ to_bigint('time_on_site_seconds') }} as time_on_site_seconds,
        {{ to_timestamp('updated_at') }} as updated_at,
        {{ bad_values(
            typed={
                'employees': 'bigint',
                'budget_amount': 'decimal(18, 6)',
                'created_at': 'timestamp',
                'first_contacted_at': 'timestamp',
                'qualified_at': 'timestamp',
                'converted_at': 'timestamp',
                'incumbent_contract_ends_on': 'date',
                'visit_count': 'bigint',
                'page_view_count': 'bigint',
                'time_on_site_seconds': 'bigint',
                'updated_at': 'timestamp'
            },
            required=['lead_id', 'created_at']
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
        lead_id is null or created_at is null as is_rejected
    from typed
)

select * from final
