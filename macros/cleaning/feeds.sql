{#- Every feed of the contract: area and object of its models, and the column that says when a record is from.
    A test holds this list against seeds/mappings/feeds.csv, which SQL can't read before it is compiled. -#}
{% macro feeds() -%}
    {{ return({
        'crm_accounts': ['crm', 'accounts', 'created_at'],
        'crm_contacts': ['crm', 'contacts', 'created_at'],
        'crm_leads': ['crm', 'leads', 'created_at'],
        'crm_opportunities': ['crm', 'opportunities', 'created_at'],
        'crm_opportunity_stage_history': ['crm', 'opportunity_stages', 'entered_at'],
        'crm_activities': ['crm', 'activities', 'occurred_at'],
        'crm_users': ['crm', 'users', '-'],
        'mkt_campaigns': ['marketing', 'campaigns', '-'],
        'mkt_campaign_members': ['marketing', 'campaign_members', 'occurred_at'],
        'mkt_spend': ['marketing', 'spend', 'spend_date'],
        'mkt_email_events': ['marketing', 'email_events', 'occurred_at'],
        'web_events': ['web', 'events', 'occurred_at'],
        'product_usage_daily': ['service', 'product_usage', 'usage_date'],
        'erp_orders': ['commerce', 'orders', 'ordered_at'],
        'erp_order_lines': ['commerce', 'order_lines', '-'],
        'erp_products': ['commerce', 'products', '-'],
        'billing_subscriptions': ['billing', 'subscriptions', 'started_on'],
        'ar_invoices': ['billing', 'invoices', 'issued_on'],
        'ar_payments': ['billing', 'payments', 'paid_on'],
        'support_tickets': ['service', 'tickets', 'opened_at'],
        'service_time': ['service', 'service_time', 'service_date'],
        'survey_responses': ['service', 'survey_responses', 'responded_at'],
        'community_members': ['community', 'members', 'joined_at'],
        'community_events': ['community', 'events', 'occurred_at'],
        'referrals': ['community', 'referrals', 'referred_at'],
        'consent_events': ['privacy', 'consent_events', 'occurred_at'],
        'erasure_requests': ['privacy', 'erasure_requests', 'requested_at'],
        'enrich_firmographics': ['enrichment', 'firmographics', 'observed_on'],
        'enrich_technographics': ['enrichment', 'technographics', 'first_seen_on'],
        'manual_tags': ['enrichment', 'manual_tags', 'tagged_at'],
        'fx_rates': ['enrichment', 'fx_rates', 'rate_date'],
        'account_metrics': ['enrichment', 'account_metrics', 'observed_on'],
        'crm_current_values': ['crm', 'current_values', '-'],
    }) }}
{%- endmacro %}

{#- Feeds whose staging keeps all days: as_of_date is applied where they are used. -#}
{% macro event_feeds() -%}
    {{ return([
        'crm_activities', 'mkt_email_events', 'web_events', 'product_usage_daily', 'erp_orders',
        'community_events',
    ]) }}
{%- endmacro %}

{#- Every row of every export: feed, _file, _row, is_rejected, bad_values, is_superseded, recorded_at.
    `is_superseded` is null for record feeds, whose versions are picked in staging. -#}
{% macro base_rows() -%}
    {%- for feed, (area, object, time_column) in feeds().items() -%}
    {%- for vendor in var('vendors')[area] %}
    {{ 'union all' if not loop.first or feed != 'crm_accounts' }}
    select
        '{{ feed }}' as feed,
        _file,
        _row,
        is_rejected,
        bad_values,
        {{ 'not is_latest' if feed in event_feeds() else 'cast(null as boolean)' }} as is_superseded,
        {{ moment(time_column) }} as recorded_at
    from {{ ref('base_' ~ vendor ~ '__' ~ object) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- Every row of staging as of the date: feed, and how many earlier versions it replaces (0 for event feeds). -#}
{% macro staged_rows() -%}
    {%- for feed, (area, object, time_column) in feeds().items() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ feed }}' as feed,
        {{ '0' if feed in event_feeds() else 'version_count - 1' }} as replaced_versions
    from {{ ref('stg_' ~ area ~ '__' ~ object) }}
    {{ 'where loaded_day <= ' ~ as_of_date() if feed in event_feeds() }}
    {%- endfor -%}
{%- endmacro %}

{#- A time column as a UTC timestamp; a business day begins in var `timezone`. -#}
{% macro moment(time_column) -%}
    {%- if time_column == '-' -%}
        cast(null as timestamp)
    {%- elif time_column.endswith('_at') -%}
        {{ time_column }}
    {%- else -%}
        {{ local_to_utc('cast(' ~ time_column ~ ' as timestamp)') }}
    {%- endif -%}
{%- endmacro %}
