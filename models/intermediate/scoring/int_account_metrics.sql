-- grain: one row per account and metric
with given_by_user as (
    select * from {{ ref('int_user_metrics') }}
),

measured as (
    {{ metric_rows({
        'int_revenue_metrics': [
            'revenue_12m_amount', 'revenue_previous_12m_amount', 'revenue_growth_rate',
            'contribution_margin_rate', 'cost_to_serve_rate',
        ],
        'int_purchase_habits': ['decayed_purchases'],
        'int_product_breadth': ['families_bought', 'family_breadth_rate', 'family_gap_rate'],
        'int_contract_metrics': [
            'tenure_years', 'renewals', 'tenure_and_renewals', 'net_revenue_retention_rate',
        ],
        'int_receivable_metrics': [
            'on_time_payment_rate', 'days_past_due', 'past_due_amount', 'past_due_rate',
            'open_disputes',
        ],
        'int_effort_metrics': [
            'service_cost_12m_amount', 'hours_over_plan_rate', 'integration_tickets', 'complaints',
        ],
        'int_conversation_metrics': [
            'escalations', 'no_show_rate', 'reply_lag_days', 'active_buying_roles',
        ],
        'int_pipeline_metrics': [
            'open_opportunities', 'open_pipeline_amount', 'open_pipeline_rate',
            'discount_above_policy_rate',
        ],
        'int_expansion_metrics': ['usage_growth_rate'],
        'int_referral_metrics': ['won_referrals'],
        'int_company_fit': [
            'icp_fit', 'icp_coverage_rate', 'growth_signal_rate', 'is_insolvent',
        ],
        'int_size_metrics': [
            'wallet_gap_amount', 'size_percentile', 'margin_percentile', 'is_big_but_thin',
        ],
        'int_usage_metrics': [
            'seat_use_rate', 'usage_change_rate', 'events_per_user_week', 'active_days_per_week',
            'features_used', 'limit_hits', 'adoption_gap_rate',
        ],
        'int_service_metrics': [
            'tickets', 'tickets_lately', 'ticket_spike_ratio', 'first_contact_resolution_rate',
            'reopen_rate', 'contacts_per_issue', 'transfers_per_issue',
            'channel_switches_per_issue', 'hours_to_resolve', 'hours_to_reply',
        ],
        'int_satisfaction_metrics': ['nps_score', 'csat_score', 'low_effort_rate'],
        'int_relation_metrics': [
            'champions_left', 'champions_there', 'days_since_contact',
            'days_since_executive_contact',
        ],
        'int_attention_metrics': ['spend_change_rate', 'days_to_renewal'],
        'int_interest_metrics': [
            'is_a_customer', 'problem_visits', 'solution_visits', 'product_visits',
            'buying_visits', 'other_visits', 'technologies', 'competitor_technologies',
            'budget_points', 'names_a_competitor', 'works_by_hand',
        ],
        'int_account_clv': ['p_alive', 'expected_orders_12m', 'future_clv'],
    }) }}
),

-- what the user delivers fills gaps and never overrides what was measured
filled as (
    select
        measured.account_id,
        measured.metric,
        coalesce(measured.value_number, given_by_user.value_number) as value_number,
        case when measured.value_number is null then given_by_user.value_text end as value_text,
        case
            when measured.value_number is null and given_by_user.account_id is not null
                then given_by_user.observed_on
            else {{ as_of_date() }}
        end as observed_on
    from measured
    left join given_by_user
        on
            measured.account_id = given_by_user.account_id
            and measured.metric = given_by_user.metric
),

gathered as (
    select * from filled
    union all
    select
        given_by_user.account_id,
        given_by_user.metric,
        given_by_user.value_number,
        given_by_user.value_text,
        given_by_user.observed_on
    from given_by_user
    left join measured
        on
            given_by_user.account_id = measured.account_id
            and given_by_user.metric = measured.metric
    where measured.account_id is null
),

final as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        case
            when value_number is null and value_text is null then 'unknown' else 'known'
        end as status,
        observed_on
    from gathered
)

select * from final
