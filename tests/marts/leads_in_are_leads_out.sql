-- Every lead of staging is in fct_leads once, and nothing else is. Fails with one row per lead that
-- was lost, doubled or made up; the id stays out of it.
with leads as (
    select
        source_system,
        lead_id,
        count(*) as rows_in
    from {{ ref('stg_crm__leads') }}
    group by source_system, lead_id
),

published as (
    select
        source_system,
        lead_id,
        count(*) as rows_out
    from {{ ref('fct_leads') }}
    group by source_system, lead_id
)

select
    leads.rows_in,
    published.rows_out
from leads
full outer join published
    on leads.source_system = published.source_system and leads.lead_id = published.lead_id
where leads.rows_in is distinct from published.rows_out
