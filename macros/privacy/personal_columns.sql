{#- The feeds that name persons. A test holds this list against the columns that the contract calls personal.
    `names`: columns that name a person, with what they hold; of one that may hold several things all are tried.
    `also`: columns that name somebody who need not be the person of the row.
    `erased`: columns that are emptied where a name in `names` is an erased person's.
    `says`: what a column says from then on.
    `leads_to`: columns of the same person, by which the suppression list finds the rest of what names it. -#}
{% macro personal_columns() -%}
    {{ return({
        'crm_contacts': {
            'names': {'contact_id': ['contact'], 'email': ['mail'], 'phone': ['phone']},
            'erased': [
                'full_name', 'email', 'phone', 'wecom_id', 'job_title', 'department', 'seniority', 'buying_role',
                'birth_year', 'region',
            ],
            'says': {'is_deleted': 'true'},
            'leads_to': {'contact_id': 'contact', 'email': 'mail', 'phone': 'phone'},
        },
        'crm_leads': {
            'names': {
                'lead_id': ['lead'], 'email': ['mail'], 'phone': ['phone'],
                'converted_contact_id': ['contact'],
            },
            'also': {'visitor_id': ['visitor']},
            'erased': [
                'full_name', 'email', 'phone', 'wecom_id', 'job_title', 'seniority', 'landing_url',
            ],
            'leads_to': {
                'lead_id': 'lead', 'email': 'mail', 'phone': 'phone', 'converted_contact_id': 'contact',
                'visitor_id': 'visitor',
            },
        },
        'crm_opportunities': {'also': {'contact_id': ['contact'], 'lead_id': ['lead']}},
        'crm_activities': {'also': {'contact_id': ['contact'], 'lead_id': ['lead']}},
        'mkt_campaign_members': {'also': {'contact_id': ['contact'], 'lead_id': ['lead']}},
        'mkt_email_events': {
            'names': {'contact_id': ['contact'], 'email': ['mail']},
            'erased': ['email'],
            'leads_to': {'email': 'mail'},
        },
        'web_events': {
            'names': {
                'user_id': ['contact', 'lead', 'mail'], 'email': ['mail'], 'visitor_id': ['visitor'],
            },
            'erased': ['email', 'page_url', 'referrer_url', 'page_title', 'user_agent'],
            'leads_to': {'visitor_id': 'visitor'},
        },
        'erp_orders': {'also': {'contact_id': ['contact']}},
        'support_tickets': {'also': {'contact_id': ['contact']}},
        'survey_responses': {'names': {'contact_id': ['contact']}, 'erased': ['answer']},
        'community_members': {
            'names': {'member_id': ['member'], 'contact_id': ['contact'], 'email': ['mail']},
            'erased': ['email'],
            'leads_to': {'member_id': 'member', 'contact_id': 'contact', 'email': 'mail'},
        },
        'community_events': {'also': {'member_id': ['member']}},
        'referrals': {'also': {'referred_lead_id': ['lead']}},
        'consent_events': {
            'names': {'contact_id': ['contact'], 'lead_id': ['lead'], 'email': ['mail']},
            'erased': ['email'],
            'leads_to': {'contact_id': 'contact', 'lead_id': 'lead', 'email': 'mail'},
        },
        'erasure_requests': {
            'names': {
                'contact_id': ['contact'], 'lead_id': ['lead'], 'visitor_id': ['visitor'],
                'email': ['mail'], 'phone': ['phone'],
            },
            'erased': ['email', 'phone'],
        },
    }) }}
{%- endmacro %}

{#- A name as the suppression list holds it: salted, so that the list tells nobody who is on it. Null for null. -#}
{% macro person_key(kind, column) -%}
    {%- if kind == 'mail' -%}
        {%- set value = lower_case(clean_text(column, is_personal=true)) -%}
    {%- elif kind == 'phone' -%}
        {%- set value = phone_digits(clean_id(column, is_personal=true)) -%}
    {%- else -%}
        {%- set value = clean_id(column, is_personal=true) -%}
    {%- endif -%}
    {{ salted_hash("'" ~ kind ~ ":' || " ~ value) }}
{%- endmacro %}

{#- What stands in for an id of an erased person, in every feed the same: what it was part of still adds up. -#}
{% macro stand_in(key) -%}
    'erased-' || left({{ salted_hash(key) }}, 16)
{%- endmacro %}
