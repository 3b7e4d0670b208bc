-- grain: one row per campaign
with versions as (
    {{ vendor_rows('marketing', 'campaigns') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, campaign_id) as version_count,
        {{ version_rank(['source_system', 'campaign_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        campaign_id,
        campaign_name,
        channel,
        starts_on,
        ends_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
