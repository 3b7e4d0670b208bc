-- grain: one row per customer and month in which its stage became churn: why it left
with churn_events as (
    select * from {{ ref('int_churn_events') }}
),

subscription_terms as (
    select * from {{ ref('int_subscription_terms') }}
    where cancel_reason is not null
),

lost_deals as (
    select
        *,
        {{ local_date('closed_at') }} as lost_on
    from {{ ref('int_opportunities') }}
    where is_closed and not is_won and loss_reason is not null
),

facts as (
    select * from {{ ref('int_company_facts') }}
),

bounds as (
    select cast(max(value) filter (where rule = 'renewal_loss_days') as int) as renewal_loss_days
    from {{ ref('lifecycle_rules') }}
),

-- Only a contract is renewed: who orders at will and lost no deal since said nothing.
told as (
    select
        churn_events.account_id,
        churn_events.month,
        subscription_terms.cancel_reason as reason,
        'cancellation' as reason_source,
        subscription_terms.ended_on as told_on,
        subscription_terms.mrr_amount as amount,
        subscription_terms.source_system,
        subscription_terms.subscription_id as record_id
    from churn_events
    inner join subscription_terms
        on
            churn_events.account_id = subscription_terms.account_id
            and churn_events.last_active_on = subscription_terms.ended_on
    where churn_events.is_contractual
    union all
    select
        churn_events.account_id,
        churn_events.month,
        lost_deals.loss_reason as reason,
        'lost_deal' as reason_source,
        lost_deals.lost_on as told_on,
        lost_deals.amount,
        lost_deals.source_system,
        lost_deals.opportunity_id as record_id
    from churn_events
    cross join bounds
    inner join lost_deals
        on
            churn_events.account_id = lost_deals.account_id
            and churn_events.observed_on >= lost_deals.lost_on
            and lost_deals.lost_on >= churn_events.last_active_on
            - case when churn_events.is_contractual then bounds.renewal_loss_days else 0 end
),

first_told as (
    select
        account_id,
        month,
        reason,
        reason_source
    from told
    -- 'cancellation' comes before 'lost_deal'
    qualify row_number() over (
        partition by account_id, month
        order by
            reason_source asc,
            told_on desc,
            amount desc nulls last,
            source_system asc,
            record_id asc
    ) = 1
),

-- Who came back was not closed, whatever the company is tonight.
final as (
    select
        churn_events.account_id,
        churn_events.month,
        coalesce(
            first_told.reason,
            case when churn_events.is_contractual then 'unknown' else 'silence' end
        ) as reason,
        coalesce(first_told.reason_source, 'none') as reason_source,
        case
            when churn_events.reactivated_on is null or not facts.is_insolvent
                then facts.is_insolvent
        end as is_involuntary
    from churn_events
    left join first_told
        on churn_events.account_id = first_told.account_id and churn_events.month = first_told.month
    left join facts on churn_events.account_id = facts.account_id
)

select * from final
