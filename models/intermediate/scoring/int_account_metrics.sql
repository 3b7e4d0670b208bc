-- grain: one row per account and metric
with revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

habits as (
    select * from {{ ref('int_purchase_habits') }}
),

breadth as (
    select * from {{ ref('int_product_breadth') }}
),

contracts as (
    select * from {{ ref('int_contract_metrics') }}
),

usage as (
    select * from {{ ref('int_usage_metrics') }}
),

service as (
    select * from {{ ref('int_service_metrics') }}
),

satisfaction as (
    select * from {{ ref('int_satisfaction_metrics') }}
),

relations as (
    select * from {{ ref('int_relation_metrics') }}
),

attention as (
    select * from {{ ref('int_attention_metrics') }}
),

interest as (
    select * from {{ ref('int_interest_metrics') }}
),

given_by_user as (
    select * from {{ ref('int_user_metrics') }}
),

measured as (
    {{ metric_rows({
        'revenue': [
            'revenue_12m_amount', 'revenue_previous_12m_amount', 'revenue_growth_rate',
            'contribution_margin_rate',
        ],
        'habits': ['decayed_purchases'],
        'breadth': ['families_bought', 'family_breadth_rate', 'family_gap_rate'],
        'contracts': [
            'tenure_years', 'renewals', 'tenure_and_renewals', 'net_revenue_retention_rate',
        ],
        'usage': [
            'seat_use_rate', 'usage_change_rate', 'events_per_user_week', 'active_days_per_week',
            'features_used', 'limit_hits', 'adoption_gap_rate',
        ],
        'service': [
            'tickets', 'tickets_lately', 'ticket_spike_ratio', 'first_contact_resolution_rate',
            'reopen_rate', 'contacts_per_issue', 'transfers_per_issue',
            'channel_switches_per_issue', 'hours_to_resolve', 'hours_to_reply',
        ],
        'satisfaction': ['nps_score', 'csat_score', 'low_effort_rate'],
        'relations': [
            'champions_left', 'champions_there', 'days_since_contact',
            'days_since_executive_contact',
        ],
        'attention': ['spend_change_rate', 'days_to_renewal', 'overdue_days'],
        'interest': [
            'is_a_customer', 'problem_visits', 'solution_visits', 'product_visits',
            'buying_visits', 'other_visits', 'technologies', 'competitor_technologies',
            'budget_points', 'names_a_competitor', 'works_by_hand',
        ],
    }) }}
),

gathered as (
    select
        account_id,
        metric,
        value_number,
        cast(null as string) as value_text,
        {{ as_of_date() }} as observed_on,
        1 as priority
    from measured
    union all
    select
        account_id,
        metric,
        value_number,
        value_text,
        observed_on,
        2 as priority
    from given_by_user
),

stated as (
    select
        *,
        case
            when value_number is null and value_text is null then 'unknown' else 'known'
        end as status
    from gathered
),

-- what the user delivers fills gaps and never overrides what was measured
final as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        status,
        observed_on
    from stated
    qualify row_number() over (
        partition by account_id, metric order by (status = 'known') desc, priority asc
    ) = 1
)

select * from final
