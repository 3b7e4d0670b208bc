-- grain: one row per person
with versions as (
    {{ vendor_rows('crm', 'contacts') }}
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
        count(*) over (partition by source_system, contact_id) as version_count,
        {{ version_rank(['source_system', 'contact_id'], updated_at='updated_at') }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        contact_id,
        account_id,
        source_account_key,
        full_name,
        email,
        phone,
        wecom_id,
        job_title,
        department,
        seniority,
        buying_role,
        birth_year,
        is_deleted,
        created_at,
        updated_at,
        country,
        region,
        left_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
