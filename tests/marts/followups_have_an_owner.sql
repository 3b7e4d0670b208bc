-- A lead to follow up has no owner, though somebody takes every lead. Fails with the number
-- of such leads a reason.
with followups as (
    select * from {{ ref('fct_followups') }}
    where entity_type = 'lead' and owner_id is null
),

owners as (
    select * from {{ ref('int_lead_owners') }}
    where territory = '%' and product_line = '%' and size_band = '%'
)

select
    reason,
    count(*) as leads
from followups
where exists (select 1 from owners)
group by reason
