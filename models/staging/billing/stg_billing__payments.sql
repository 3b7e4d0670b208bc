-- grain: one row per payment
with versions as (
    {{ vendor_rows('billing', 'payments') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and paid_on <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, payment_id) as version_count,
        {{ version_rank(['source_system', 'payment_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        payment_id,
        invoice_id,
        amount,
        paid_on,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
