{#- The metrics of an account, by the wide model that measures them and by kind (see metric_rows). A new metric is one word here
    and one row of seed metrics. -#}
{% macro account_metrics() -%}
    {{ return({
        'int_revenue_metrics': {
            'numbers': ['revenue_12m_amount', 'revenue_previous_12m_amount'],
            'ratios': ['revenue_growth_rate', 'contribution_margin_rate', 'cost_to_serve_rate'],
        },
        'int_purchase_habits': {'ratios': ['decayed_purchases']},
        'int_product_breadth': {
            'numbers': ['families_bought'],
            'ratios': ['family_breadth_rate', 'family_gap_rate'],
        },
        'int_contract_metrics': {
            'numbers': ['tenure_years', 'renewals', 'tenure_and_renewals'],
            'ratios': ['net_revenue_retention_rate'],
        },
        'int_receivable_metrics': {
            'numbers': ['days_past_due', 'past_due_amount', 'open_disputes'],
            'ratios': ['on_time_payment_rate', 'past_due_rate'],
        },
        'int_effort_metrics': {
            'numbers': ['service_cost_12m_amount', 'integration_tickets', 'complaints'],
            'ratios': ['hours_over_plan_rate'],
        },
        'int_conversation_metrics': {
            'numbers': ['escalations', 'active_buying_roles'],
            'ratios': ['no_show_rate', 'reply_lag_days'],
        },
        'int_pipeline_metrics': {
            'numbers': ['open_opportunities', 'open_pipeline_amount'],
            'ratios': ['open_pipeline_rate', 'discount_above_policy_rate'],
        },
        'int_expansion_metrics': {'ratios': ['usage_growth_rate']},
        'int_referral_metrics': {'numbers': ['won_referrals']},
        'int_company_fit': {
            'numbers': ['is_insolvent'],
            'ratios': ['icp_fit', 'icp_coverage_rate', 'growth_signal_rate'],
        },
        'int_size_metrics': {
            'numbers': ['wallet_gap_amount', 'is_big_but_thin'],
            'ratios': ['size_percentile', 'margin_percentile'],
        },
        'int_usage_metrics': {'ratios': [
            'seat_use_rate', 'usage_change_rate', 'events_per_user_week', 'active_days_per_week',
            'features_used', 'limit_hits', 'adoption_gap_rate',
        ]},
        'int_service_metrics': {
            'numbers': ['tickets', 'tickets_lately'],
            'ratios': [
                'ticket_spike_ratio', 'first_contact_resolution_rate', 'reopen_rate',
                'contacts_per_issue', 'transfers_per_issue', 'channel_switches_per_issue',
                'hours_to_resolve', 'hours_to_reply',
            ],
        },
        'int_satisfaction_metrics': {'ratios': ['nps_score', 'csat_score', 'low_effort_rate']},
        'int_relation_metrics': {'numbers': [
            'champions_left', 'champions_there', 'days_since_contact',
            'days_since_executive_contact',
        ]},
        'int_attention_metrics': {
            'numbers': ['days_to_renewal'],
            'ratios': ['spend_change_rate'],
        },
        'int_interest_metrics': {'numbers': [
            'is_a_customer', 'problem_visits', 'solution_visits', 'product_visits',
            'buying_visits', 'other_visits', 'technologies', 'competitor_technologies',
            'budget_points', 'names_a_competitor', 'works_by_hand',
        ]},
        'int_clv_metrics': {'ratios': ['p_alive', 'expected_orders_12m', 'future_clv']},
        'int_profile_metrics': {
            'numbers': [
                'employees', 'annual_revenue_amount', 'company_age_years', 'days_known',
                'subsidiaries',
            ],
            'categories': [
                'relationship', 'country', 'region', 'industry', 'size_band', 'ownership',
                'account_status', 'family_role',
            ],
        },
        'int_spending_metrics': {
            'numbers': ['days_as_customer', 'orders_12m', 'days_since_purchase'],
            'ratios': [
                'spend_percentile', 'orders_per_active_month', 'average_order_amount',
                'median_gap_days', 'discount_share_rate', 'returned_order_rate',
            ],
            'categories': ['main_order_channel', 'revenue_source', 'has_contract'],
        },
        'int_segment_metrics': {
            'numbers': ['recency_score', 'frequency_score', 'monetary_score'],
            'categories': ['rfm_segment', 'lifecycle_stage', 'activity_state', 'is_core_account'],
        },
        'int_web_metrics': {
            'numbers': [
                'days_since_visit', 'sessions_30d', 'sessions_90d', 'visitors_90d',
                'converting_sessions_90d', 'pricing_views_30d', 'comparison_views_30d',
                'case_study_views_30d', 'documentation_views_30d',
            ],
            'ratios': ['engaged_session_rate_90d'],
        },
        'int_contact_metrics': {'numbers': [
            'touches_90d', 'meetings_90d', 'inbound_touches_90d', 'people_met_90d', 'contacts',
            'executives', 'decision_makers', 'blockers',
        ]},
        'int_community_metrics': {'numbers': [
            'days_in_community', 'community_members', 'community_posts_30d',
            'community_replies_30d', 'community_reads_30d', 'community_reactions_30d',
            'community_event_joins_90d', 'active_members_90d',
        ]},
        'int_engagement_metrics': {
            'numbers': ['active_people', 'influence_points', 'referrals_given'],
            'ratios': ['activity_points'],
        },
        'int_channel_metrics': {'categories': [
            'first_touch_level', 'first_touch_channel', 'first_inflow_channel',
        ]},
    }) }}
{%- endmacro %}

{#- What a tier says about an account. Tiers stand on the metrics above, so these come after them. -#}
{% macro grade_metrics() -%}
    {{ return({
        'int_grade_metrics': {
            'numbers': ['value_score', 'explicit_score', 'potential_score', 'growth_score'],
            'ratios': ['data_coverage_rate'],
            'categories': ['tier', 'value_tier', 'tier_reason', 'tier_trend'],
        },
    }) }}
{%- endmacro %}
