-- grain: one row per invoice or credit note issued by as_of_date
with invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

payments as (
    select * from {{ ref('stg_billing__payments') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

days as (
    select
        coalesce(currency, '{{ var("base_currency") }}') as currency,
        issued_on
    from invoices
    group by coalesce(currency, '{{ var("base_currency") }}'), issued_on
),

owed as (
    select
        invoices.*,
        identity.account_id as payer_id,
        invoices.due_on + rules.payment_grace_days as last_day,
        cast(invoices.amount as double) * rules.payment_tolerance_rate as tolerated
    from invoices
    left join identity on invoices.source_account_key = identity.source_account_key
    cross join rules
),

-- a rate is looked up once a currency and day, not once an invoice
rates as (
    select
        days.currency,
        days.issued_on,
        currency_rates.rate_to_base
    from days
    inner join currency_rates
        on
            days.currency = currency_rates.currency
            and days.issued_on >= currency_rates.valid_from
            and days.issued_on < currency_rates.valid_to
),

-- a payment counts whenever it came, before the invoice too; one that was taken back is negative
settled as (
    select
        owed.source_system,
        owed.invoice_id,
        sum(payments.amount) as paid,
        sum(payments.amount) filter (where payments.paid_on <= owed.last_day) as paid_in_time
    from owed
    inner join payments
        on
            owed.source_system = payments.source_system
            and owed.invoice_id = payments.invoice_id
    group by owed.source_system, owed.invoice_id
),

compared as (
    select
        owed.*,
        cast(owed.amount - coalesce(settled.paid, 0) as decimal(18, 6)) as unpaid,
        cast(owed.amount - coalesce(settled.paid_in_time, 0) as double) <= owed.tolerated
            as is_settled_in_time
    from owed
    left join settled
        on owed.source_system = settled.source_system and owed.invoice_id = settled.invoice_id
),

-- a credit note is no debt: nobody has to pay it, and it is open until it is paid out
final as (
    select
        compared.invoice_id,
        compared.source_system,
        compared.payer_id as account_id,
        compared.issued_on,
        compared.due_on,
        compared.last_day,
        {{ to_base_amount('compared.amount', 'rates.rate_to_base') }} as amount,
        case
            when rates.rate_to_base is not null and compared.unpaid = 0 then 0
            else {{ to_base_amount('compared.unpaid', 'rates.rate_to_base') }}
        end as open_amount,
        compared.amount > 0 as is_debt,
        compared.amount > 0 and cast(compared.unpaid as double) > compared.tolerated as is_open,
        case
            when compared.amount > 0 and compared.last_day <= {{ as_of_date() }}
                then compared.is_settled_in_time
        end as is_paid_in_time,
        compared.is_disputed
    from compared
    left join rates
        on
            coalesce(compared.currency, '{{ var("base_currency") }}') = rates.currency
            and compared.issued_on = rates.issued_on
)

select * from final
