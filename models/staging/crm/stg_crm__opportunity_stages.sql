-- grain: one row per opportunity, stage and time of entry
with versions as (
    {{ vendor_rows('crm', 'opportunity_stages') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and entered_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (
            partition by source_system, opportunity_id, stage, entered_at
        ) as version_count,
        {{ version_rank(
            ['source_system', 'opportunity_id', 'stage', 'entered_at']
        ) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        opportunity_id,
        stage,
        entered_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
