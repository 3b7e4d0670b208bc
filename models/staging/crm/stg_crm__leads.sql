-- grain: one row per inbound lead
with versions as (
    {{ vendor_rows('crm', 'leads') }}
),

there_by_then as (
    select
        *,
        {{ is_known(updated_at='updated_at') }} as is_known
    from versions
    where
        not is_rejected
        and created_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, lead_id) as version_count,
        {{ version_rank(['source_system', 'lead_id'], updated_at='updated_at') }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
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
        employees,
        case when is_known then budget_amount end as budget_amount,
        case when is_known then budget_status end as budget_status,
        case when is_known then purchase_timeline end as purchase_timeline,
        case when is_known then incumbent end as incumbent,
        product_interest,
        inflow_channel,
        source,
        medium,
        campaign_id,
        landing_url,
        visitor_id,
        case when is_known then owner_id end as owner_id,
        case when is_known then status end as status,
        case when is_known then rejected_reason end as rejected_reason,
        case when is_known then converted_account_id end as converted_account_id,
        case when is_known then converted_source_account_key end as converted_source_account_key,
        case when is_known then converted_contact_id end as converted_contact_id,
        case when is_known then converted_opportunity_id end as converted_opportunity_id,
        created_at,
        case when is_known then first_contacted_at end as first_contacted_at,
        case when is_known then qualified_at end as qualified_at,
        case when is_known then converted_at end as converted_at,
        wecom_id,
        incumbent_contract_ends_on,
        visit_count,
        page_view_count,
        time_on_site_seconds,
        updated_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
