-- grain: one row per opportunity
with versions as (
    {{ vendor_rows('crm', 'opportunities') }}
),

there_by_then as (
    select
        *,
        {{ is_known(updated_at='updated_at') }} as is_known
    from versions
    where
        not is_rejected
        and created_at < {{ as_of_end() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, opportunity_id) as version_count,
        {{ version_rank(
            ['source_system', 'opportunity_id'], updated_at='updated_at'
        ) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        opportunity_id,
        account_id,
        source_account_key,
        lead_id,
        contact_id,
        opportunity_name,
        product_id,
        case when is_known then amount end as amount,
        currency,
        case when is_known then stage end as stage,
        case when is_known then is_closed end as is_closed,
        case when is_known then is_won end as is_won,
        case when is_known then probability end as probability,
        case when is_known then competitor end as competitor,
        case when is_known then discount_rate end as discount_rate,
        case when is_known then loss_reason end as loss_reason,
        case when is_known then owner_id end as owner_id,
        is_deleted,
        created_at,
        case when is_known then closed_at end as closed_at,
        is_preferred,
        needs,
        updated_at,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
