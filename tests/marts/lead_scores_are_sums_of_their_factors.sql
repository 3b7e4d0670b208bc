-- The points of a lead's factors add up to its score, their maxima to 100; no score leaves 10 to
-- 100. Fails with one row per lead and date where they don't, or where one is without the other.
with scores as (
    select * from {{ ref('fct_lead_scores') }}
    where lead_score is not null
),

summed as (
    select
        entity_id,
        as_of_date,
        sum(points) as points,
        sum(max_points) as max_points
    from {{ ref('fct_score_factors') }}
    where score_name = 'lead' and entity_type = 'lead'
    group by entity_id, as_of_date
)

select
    scores.as_of_date,
    scores.lead_score,
    summed.points,
    summed.max_points
from scores
full outer join summed
    on scores.lead_id = summed.entity_id and scores.as_of_date = summed.as_of_date
where
    scores.lead_score is distinct from summed.points
    or summed.max_points is distinct from 100
    or scores.lead_score not between 10 and 100
    or coalesce(scores.fit_score, 10) not between 10 and 100
    or coalesce(scores.engagement_score, 10) not between 10 and 100
