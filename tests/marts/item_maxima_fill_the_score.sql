-- The maxima of all factors but penalties add up to 100 for every customer, whatever feeds are
-- absent. Fails with one row per customer.
with factors as (
    select * from {{ ref('fct_score_factors') }}
    where score_name = 'value' and dimension <> 'penalty'
)

select entity_id
from factors
group by entity_id
having sum(max_points) <> 100
