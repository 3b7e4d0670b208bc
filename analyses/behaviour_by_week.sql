-- What did each company do week by week: buy, browse, talk, ask for help?
select
    account_id,
    cast(date_trunc('week', ts) as date) as week_starts_on,
    count(*) filter (where kind = 'order') as orders,
    count(*) filter (where kind = 'web_session') as web_sessions,
    count(*) filter (where kind = 'activity') as activities,
    count(*) filter (where kind in ('ticket', 'survey')) as service_contacts
from {{ ref('fct_account_timeline') }}
where kind in ('order', 'web_session', 'activity', 'ticket', 'survey')
group by account_id, cast(date_trunc('week', ts) as date)
order by account_id, week_starts_on
