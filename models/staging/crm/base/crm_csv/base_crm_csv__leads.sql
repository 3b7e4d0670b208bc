-- grain: one row per row of the export crm_leads, rejected rows included
{% set types = {
    'employees': 'bigint', 'budget_amount': 'decimal(18, 6)', 'created_at': 'timestamp',
    'first_contacted_at': 'timestamp', 'qualified_at': 'timestamp', 'converted_at': 'timestamp',
    'incumbent_contract_ends_on': 'date', 'visit_count': 'bigint', 'page_view_count': 'bigint',
    'time_on_site_seconds': 'bigint', 'updated_at': 'timestamp'
} %}
{% set required = ['lead_id', 'created_at'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_leads') }}
),

cleaned as (
    select
        {{ clean_id('lead_id') }} as lead_id,
        {{ clean_text('full_name', is_personal=true) }} as full_name,
        {{ clean_text('company') }} as company,
        {{ clean_text('email', is_personal=true) }} as email,
        {{ clean_id('phone', is_personal=true) }} as phone,
        {{ clean_text('website', is_personal=true) }} as website,
        {{ clean_text('country', keep=['na']) }} as country,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_code('seniority') }} as seniority,
        {{ clean_text('industry') }} as industry,
        {{ clean_text('employees') }} as employees_text,
        {{ clean_text('budget_amount') }} as budget_amount_text,
        {{ clean_code('budget_status', keep=['none']) }} as budget_status,
        {{ clean_code('purchase_timeline', keep=['none']) }} as purchase_timeline,
        {{ clean_text('incumbent', keep=['none', '无']) }} as incumbent,
        {{ clean_text('product_interest') }} as product_interest,
        {{ clean_code('inflow_channel') }} as inflow_channel,
        {{ clean_text('source') }} as source,
        {{ clean_text('medium') }} as medium,
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('landing_url', is_personal=true) }} as landing_url,
        {{ clean_id('visitor_id', is_personal=true) }} as visitor_id,
        {{ clean_id('owner_id') }} as owner_id,
        {{ clean_code('status') }} as status,
        {{ clean_text('rejected_reason') }} as rejected_reason,
        {{ clean_id('converted_account_id') }} as converted_account_id,
        {{ clean_id('converted_contact_id') }} as converted_contact_id,
        {{ clean_id('converted_opportunity_id') }} as converted_opportunity_id,
        {{ clean_text('created_at') }} as created_at_text,
        {{ clean_text('first_contacted_at') }} as first_contacted_at_text,
        {{ clean_text('qualified_at') }} as qualified_at_text,
        {{ clean_text('converted_at') }} as converted_at_text,
        {{ clean_text('wecom_id', is_personal=true) }} as wecom_id,
        {{ clean_text('incumbent_contract_ends_on') }} as incumbent_contract_ends_on_text,
        {{ clean_text('visit_count') }} as visit_count_text,
        {{ clean_text('page_view_count') }} as page_view_count_text,
        {{ clean_text('time_on_site_seconds') }} as time_on_site_seconds_text,
        {{ clean_text('updated_at') }} as updated_at_text,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || converted_account_id as converted_source_account_key,
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
