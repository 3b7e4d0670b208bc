-- grain: one row per account, tag and time it was set
with versions as (
    {{ vendor_rows('enrichment', 'manual_tags') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and tagged_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, account_id, tag, tagged_at) as version_count,
        {{ version_rank(['source_system', 'account_id', 'tag', 'tagged_at']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        account_id,
        source_account_key,
        tag,
        is_on,
        tagged_by,
        tagged_at,
        expires_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
