-- Two linked records that ended in different companies: identity_rounds is too small.
-- Fails on: a chain of some hundred links, each record joined by hand with the next, and
-- identity_rounds 1.
with links as (
    select * from {{ ref('int_account_links') }}
),

components as (
    select * from {{ ref('int_account_components') }}
)

select
    links.record_no,
    links.other_record_no
from links
left join components as ends on links.record_no = ends.record_no
left join components as other_ends on links.other_record_no = other_ends.record_no
where ends.first_record_no is distinct from other_ends.first_record_no
