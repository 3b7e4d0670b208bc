-- grain: one row per account that was ever invoiced
with invoices as (
    select * from {{ ref('int_invoices') }}
    where account_id is not null
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

placed_in_time as (
    select
        invoices.*,
        invoices.last_day > rules.trailing_start and invoices.is_paid_in_time is not null
            as is_judged,
        invoices.issued_on > rules.trailing_start as is_lately,
        invoices.is_open and invoices.last_day <= rules.as_of_date as is_past_due
    from invoices
    cross join rules
),

summed as (
    select
        account_id,
        count(*) filter (where is_judged) as judged,
        count(*) filter (where is_judged and is_paid_in_time) as paid_in_time,
        count(due_on) as invoices_with_due_day,
        count(*) filter (where is_past_due) as past_due,
        max({{ days_between('due_on', as_of_date()) }}) filter (where is_past_due)
            as days_past_due,
        sum(open_amount) filter (where is_past_due) as past_due_amount,
        sum(open_amount) filter (where not is_debt and open_amount < 0) as credit_amount,
        sum(amount) filter (where is_debt and (is_lately or is_past_due)) as invoiced_amount,
        count(is_disputed) as invoices_with_answer,
        count(*) filter (where is_disputed and is_open) as disputes
    from placed_in_time
    group by account_id
),

-- what the account has to get back is set against what it has to pay
netted as (
    select
        *,
        case
            when invoices_with_due_day = 0 then null
            when past_due = 0 then 0
            else past_due_amount + coalesce(credit_amount, 0)
        end as net_amount
    from summed
),

final as (
    select
        account_id,
        cast(paid_in_time as double) / nullif(judged, 0) as on_time_payment_rate,
        case
            when invoices_with_due_day = 0 then null
            when past_due = 0 or net_amount <= 0 then 0
            else days_past_due
        end as days_past_due,
        cast(case when net_amount <= 0 then 0 else net_amount end as decimal(18, 2))
            as past_due_amount,
        case
            when net_amount <= 0 then 0
            else cast(net_amount as double) / cast(invoiced_amount as double)
        end as past_due_rate,
        case when invoices_with_answer > 0 then disputes end as open_disputes
    from netted
)

select * from final
