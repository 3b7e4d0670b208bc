-- Which next content goes with a later conversion, and where do visitors stop?
select
    content_path,
    next_content_path,
    visits,
    visit_share,
    conversion_rate
from {{ ref('rpt_content_path') }}
where visits >= 20
order by conversion_rate desc, visits desc, content_path asc, next_content_path asc
