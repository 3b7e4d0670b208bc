-- grain: one row per invoice
with versions as (
    {{ vendor_rows('billing', 'invoices') }}
),

there_by_then as (
    select
        *,
        true as is_known
    from versions
    where
        not is_rejected
        and issued_on <= {{ as_of_date() }}
),

ranked as (
    select
        *,
        count(*) over (partition by source_system, invoice_id) as version_count,
        {{ version_rank(['source_system', 'invoice_id']) }} as version_rank
    from there_by_then
),

final as (
    select
        source_system,
        invoice_id,
        account_id,
        source_account_key,
        amount,
        currency,
        issued_on,
        due_on,
        is_disputed,
        version_count
    from ranked
    where version_rank = 1
)

select * from final
