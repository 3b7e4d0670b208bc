-- A duplicate that points to another duplicate, to a later lead or to none: identity_rounds is too
-- small, or the order of leads is not the same everywhere. Fails with one row per such lead.
with leads as (
    select * from {{ ref('fct_leads') }}
)

select count(*) as times
from leads as duplicates
left join leads as first_leads
    on
        duplicates.source_system = first_leads.source_system
        and duplicates.duplicate_of_lead_id = first_leads.lead_id
where
    duplicates.duplicate_of_lead_id is not null
    and (
        first_leads.lead_id is null
        or first_leads.duplicate_of_lead_id is not null
        or first_leads.created_at > duplicates.created_at
    )
having count(*) > 0
