-- grain: one row per consent given or withdrawn
with versions as (
    {{ vendor_rows('privacy', 'consent_events') }}
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
        count(*) over (partition by source_system, consent_id) as version_count,
        {{ version_rank(['source_system', 'consent_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        consent_id,
        email,
        contact_id,
        purpose,
        is_granted,
        occurred_at,
        lead_id,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
