-- grain: one row per community member
with versions as (
    {{ vendor_rows('community', 'members') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and joined_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, member_id) as version_count,
        {{ version_rank(['source_system', 'member_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        member_id,
        contact_id,
        email,
        group_id,
        role,
        joined_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
