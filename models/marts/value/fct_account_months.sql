-- grain: one row per account and month in which something happened
with happenings as (
    select * from {{ ref('int_account_happenings') }}
),

web_sessions as (
    select * from {{ ref('fct_web_sessions') }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

provided as (
    select
        bool_or(is_provided) filter (where feed = 'erp_orders') as has_orders,
        bool_or(is_provided) filter (where feed = 'billing_subscriptions') as has_subscriptions,
        bool_or(is_provided) filter (where feed = 'web_events') as has_web_events,
        bool_or(is_provided) filter (where feed = 'crm_activities') as has_activities,
        bool_or(is_provided) filter (where feed = 'support_tickets') as has_tickets
    from feed_coverage
),

-- Sessions are kept for a limited time: what lies before them is unknown.
first_sessions as (
    select cast(date_trunc('month', min(started_at)) as date) as first_month
    from web_sessions
),

happened as (
    select
        account_id,
        month,
        measure,
        amount
    from happenings
    union all
    select
        account_id,
        cast(date_trunc('month', {{ local_date('started_at') }}) as date) as month,
        'sessions' as measure,
        cast(1 as decimal(18, 2)) as amount
    from web_sessions
    where account_id is not null
),

-- No row of a measure is 0; rows of which no amount is known are unknown.
summed as (
    select
        account_id,
        month,
        case
            when count(*) filter (where measure = 'revenue') = 0 then 0
            else sum(amount) filter (where measure = 'revenue')
        end as revenue_amount,
        case
            when count(*) filter (where measure = 'margin') = 0 then 0
            else sum(amount) filter (where measure = 'margin')
        end as margin_amount,
        coalesce(sum(amount) filter (where measure = 'costed'), 0) as costed_revenue_amount,
        case
            when count(*) filter (where measure = 'mrr') = 0 then 0
            else sum(amount) filter (where measure = 'mrr')
        end as mrr_amount,
        coalesce(sum(amount) filter (where measure = 'orders'), 0) as orders,
        coalesce(sum(amount) filter (where measure = 'sessions'), 0) as sessions,
        coalesce(sum(amount) filter (where measure = 'activities'), 0) as activities,
        coalesce(sum(amount) filter (where measure = 'tickets'), 0) as tickets
    from happened
    group by account_id, month
),

final as (
    select
        summed.account_id,
        summed.month,
        cast(summed.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(summed.margin_amount as decimal(18, 2)) as margin_amount,
        cast(summed.costed_revenue_amount as decimal(18, 2)) as costed_revenue_amount,
        cast(
            case when provided.has_subscriptions then summed.mrr_amount end as decimal(18, 2)
        ) as mrr_amount,
        cast(case when provided.has_orders then summed.orders end as bigint) as orders,
        cast(
            case
                when provided.has_web_events and summed.month >= first_sessions.first_month
                    then summed.sessions
            end as bigint
        ) as sessions,
        cast(case when provided.has_activities then summed.activities end as bigint) as activities,
        cast(case when provided.has_tickets then summed.tickets end as bigint) as tickets
    from summed
    cross join provided
    cross join first_sessions
)

select * from final
