-- grain: one row per erasure request
with versions as (
    {{ vendor_rows('privacy', 'erasure_requests') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and requested_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, request_id) as version_count,
        {{ version_rank(['source_system', 'request_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        request_id,
        email,
        contact_id,
        requested_at,
        lead_id,
        visitor_id,
        phone,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
