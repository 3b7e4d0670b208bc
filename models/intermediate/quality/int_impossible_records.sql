-- grain: one row per check and record that contradicts itself or another
with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

payments as (
    select * from {{ ref('stg_billing__payments') }}
),

responses as (
    select * from {{ ref('stg_service__survey_responses') }}
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

survey_scales as (
    select * from {{ ref('survey_scales') }}
),

-- a subscription has a row for each of its terms
contract_faults as (
    select
        case
            when ended_on < started_on then 'contract_ends_before_start'
            else 'negative_tenure'
        end as check_name,
        source_system || ':' || subscription_id || ':' || cast(started_on as string) as record_key
    from subscriptions
    where ended_on < started_on or cancelled_on < started_on
),

money_faults as (
    select
        case
            when invoices.invoice_id is null then 'payment_without_invoice'
            else 'payment_before_invoice'
        end as check_name,
        payments.source_system || ':' || payments.payment_id as record_key
    from payments
    left join invoices
        on
            payments.source_system = invoices.source_system
            and payments.invoice_id = invoices.invoice_id
    where invoices.invoice_id is null or payments.paid_on < invoices.issued_on
    union all
    select
        'invoice_due_before_issue' as check_name,
        source_system || ':' || invoice_id as record_key
    from invoices
    where due_on < issued_on
),

service_faults as (
    select
        'score_off_scale' as check_name,
        responses.source_system || ':' || responses.response_id as record_key
    from responses
    inner join survey_scales on responses.survey = survey_scales.survey
    where responses.score < survey_scales.lowest or responses.score > survey_scales.highest
    union all
    select
        'answer_before_ticket' as check_name,
        source_system || ':' || ticket_id as record_key
    from tickets
    where first_replied_at < opened_at or resolved_at < opened_at
),

final as (
    select * from contract_faults
    union all
    select * from money_faults
    union all
    select * from service_faults
    union all
    select
        'deal_closed_before_created' as check_name,
        source_system || ':' || opportunity_id as record_key
    from opportunities
    where closed_at < created_at
)

select * from final
