-- Which feeds are missing, and what would each switch on?
select
    feed,
    switches_on
from {{ ref('rpt_source_coverage') }}
where not is_provided
order by feed
