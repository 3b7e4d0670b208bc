-- grain: one row per lead and web visitor that it was
with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

identifiers as (
    select * from {{ ref('int_visitor_identifiers') }}
    where identified_day <= {{ as_of_date() }}
),

-- the form knows its visitor; later the visitor may say which lead it is, or its mail address
links as (
    select
        source_system,
        lead_id,
        {{ salted_hash('visitor_id') }} as visitor_key,
        {{ local_date('created_at') }} as known_on
    from leads
    where visitor_id is not null
    union all
    select
        leads.source_system,
        leads.lead_id,
        identifiers.visitor_key,
        identifiers.identified_day as known_on
    from leads
    inner join identifiers on leads.lead_id = identifiers.user_id
    union all
    select
        leads.source_system,
        leads.lead_id,
        identifiers.visitor_key,
        identifiers.identified_day as known_on
    from leads
    inner join identifiers on {{ email_key('leads.email') }} = identifiers.email_key
),

final as (
    select
        source_system,
        lead_id,
        visitor_key,
        min(known_on) as known_on
    from links
    where visitor_key is not null
    group by source_system, lead_id, visitor_key
)

select * from final
