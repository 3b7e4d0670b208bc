-- grain: one row per company record
with versions as (
    {{ vendor_rows('crm', 'accounts') }}
),

there_by_then as (
    select
        *,
        {{ is_known(updated_at='updated_at') }} as is_known
    from versions
    where
        not is_rejected
        and (created_at < {{ as_of_end() }} or created_at is null)
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, account_id) as version_count,
        {{ version_rank(['source_system', 'account_id'], updated_at='updated_at') }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        account_id,
        source_account_key,
        account_name,
        website,
        parent_account_id,
        parent_source_account_key,
        registration_no,
        industry,
        case when is_known then employees end as employees,
        case when is_known then annual_revenue end as annual_revenue,
        currency,
        country,
        region,
        city,
        ownership,
        founded_year,
        case when is_known then account_type end as account_type,
        case when is_known then owner_id end as owner_id,
        case when is_known then status end as status,
        is_deleted,
        created_at,
        updated_at,
        street,
        postal_code,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
