-- grain: one row per account whose first touch is known
with web_days as (
    select * from {{ ref('int_account_web_days') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

web_channels as (
    select * from {{ ref('web_channels') }}
),

account_leads as (
    select
        people.account_id,
        leads.lead_id,
        leads.created_at,
        leads.inflow_channel,
        coalesce(lower(leads.medium), '') as utm_medium,
        coalesce(lower(leads.source), '') as utm_source
    from leads
    inner join people
        on leads.source_system = people.source_system and leads.lead_id = people.person_id
),

origins as (
    select distinct
        utm_medium,
        utm_source
    from account_leads
    where utm_medium <> '' or utm_source <> ''
),

channelled_origins as (
    select
        origins.utm_medium,
        origins.utm_source,
        min_by(web_channels.channel, web_channels.position) as channel
    from origins
    inner join web_channels
        on
            origins.utm_medium like replace(web_channels.utm_medium, '(none)', '')
            and origins.utm_source like replace(web_channels.utm_source, '(none)', '')
            and '' like replace(web_channels.referrer_host, '(none)', '')
    group by origins.utm_medium, origins.utm_source
),

touches as (
    select
        account_id,
        first_started_at as touched_at,
        'session ' || visitor_key as touch,
        nullif(first_channel, 'unknown') as channel,
        cast(null as string) as inflow_channel
    from web_days
    union all
    select
        account_leads.account_id,
        account_leads.created_at as touched_at,
        'lead ' || account_leads.lead_id as touch,
        channelled_origins.channel,
        account_leads.inflow_channel
    from account_leads
    left join channelled_origins
        on
            account_leads.utm_medium = channelled_origins.utm_medium
            and account_leads.utm_source = channelled_origins.utm_source
),

numbered as (
    select
        *,
        row_number() over (
            partition by account_id
            order by (channel is not null) desc, touched_at asc, touch asc
        ) as channel_no,
        row_number() over (
            partition by account_id
            order by (inflow_channel is not null) desc, touched_at asc, touch asc
        ) as inflow_no
    from touches
),

final as (
    select
        account_id,
        max(channel) filter (where channel_no = 1) as first_touch_channel,
        max(inflow_channel) filter (where inflow_no = 1) as first_inflow_channel
    from numbered
    group by account_id
)

select * from final
