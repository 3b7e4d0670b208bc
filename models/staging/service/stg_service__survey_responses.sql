-- grain: one row per survey response
with versions as (
    {{ vendor_rows('service', 'survey_responses') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and responded_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, response_id) as version_count,
        {{ version_rank(['source_system', 'response_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        response_id,
        account_id,
        source_account_key,
        contact_id,
        survey,
        score,
        answer,
        responded_at,
        question,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
