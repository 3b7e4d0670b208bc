-- grain: one row per campaign, member and status
with versions as (
    {{ vendor_rows('marketing', 'campaign_members') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and occurred_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (
            partition by source_system, campaign_id, lead_id, contact_id, status
        ) as version_count,
        {{ version_rank(
            ['source_system', 'campaign_id', 'lead_id', 'contact_id', 'status']
        ) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        campaign_id,
        lead_id,
        contact_id,
        status,
        occurred_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
