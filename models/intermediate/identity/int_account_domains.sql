-- grain: one row per company domain that one account alone owns
with records as (
    select * from {{ ref('int_account_records') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- A subsidiary uses its parent's domain. Where companies that are known to be different share one,
-- nobody can say whose visitor or mail address it is.
final as (
    select
        records.domain,
        min(identity.account_id) as account_id
    from records
    inner join identity on records.record_no = identity.record_no
    where records.domain is not null and not records.is_subsidiary
    group by records.domain
    having count(distinct identity.account_id) = 1
)

select * from final
