-- grain: one row per day, channel and campaign
with versions as (
    {{ vendor_rows('marketing', 'spend') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and spend_date <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (
            partition by source_system, spend_date, channel, campaign_id
        ) as version_count,
        {{ version_rank(
            ['source_system', 'spend_date', 'channel', 'campaign_id']
        ) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        spend_date,
        channel,
        campaign_id,
        amount,
        currency,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
