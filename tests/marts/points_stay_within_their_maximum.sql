-- Points lie between 0 and max_points, those of a penalty between max_points and 0; floor comes
-- last and lifts to 0. Fails with one row per factor.
with factors as (
    select * from {{ ref('fct_score_factors') }}
)

select
    entity_id,
    factor
from factors
where
    points is null
    or max_points is null
    or points < least(max_points, 0)
    or points > greatest(max_points, 0)
    or (dimension = 'penalty' and factor <> 'floor' and max_points > 0)
    or (dimension <> 'penalty' and max_points < 0)
