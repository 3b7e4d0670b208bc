-- grain: one row per account and thing that happened to it lately
{{ config(materialized='view') }}

with identity as (
    select * from {{ ref('int_account_identity') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where not coalesce(is_deleted, false)
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

by_record as (
    {%- for relation, kind, id, time, detail in [
        ('stg_crm__activities', 'activity', 'activity_id', 'occurred_at', 'activity_type'),
        ('stg_service__tickets', 'ticket', 'ticket_id', 'opened_at', 'category'),
        ('stg_service__survey_responses', 'survey', 'response_id', 'responded_at', 'survey'),
    ] %}
        select
            source_account_key,
            source_system,
            '{{ kind }}' as kind,
            {{ id }} as record_id,
            {{ time }} as happened_at,
            {{ detail }} as detail
        from {{ ref(relation) }}
        union all
    {%- endfor %}
    select
        source_account_key,
        source_system,
        'opportunity' as kind,
        opportunity_id as record_id,
        created_at as happened_at,
        'created' as detail
    from opportunities
),

gathered as (
    select
        identity.account_id,
        by_record.source_system,
        by_record.kind,
        by_record.record_id,
        by_record.happened_at,
        by_record.detail
    from by_record
    inner join identity on by_record.source_account_key = identity.source_account_key
    union all
    select
        people.account_id,
        leads.source_system,
        'lead' as kind,
        leads.lead_id as record_id,
        leads.created_at as happened_at,
        leads.inflow_channel as detail
    from leads
    inner join people
        on leads.source_system = people.source_system and leads.lead_id = people.person_id
    union all
    select
        account_id,
        'web' as source_system,
        'web_session' as kind,
        session_id as record_id,
        started_at as happened_at,
        channel as detail
    from sessions
    where account_id is not null
    union all
    select
        account_id,
        source_system,
        'order' as kind,
        order_id as record_id,
        ordered_at as happened_at,
        case when is_counted then 'counted' else 'not counted' end as detail
    from orders
    where account_id is not null
),

final as (
    select * from gathered
    where
        {{ local_date('happened_at') }} <= {{ as_of_date() }}
        and {{ days_between(local_date('happened_at'), as_of_date()) }}
        < {{ score_rule('timeline_days', 'signal_rules') }}
)

select * from final
