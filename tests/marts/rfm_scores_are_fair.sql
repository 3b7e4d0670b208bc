-- Equal values have equal scores, better values never lower ones, and no frequency score is above
-- the number of orders.
with ranges as (
    select
        as_of_date,
        'recency' as measure,
        r_score as score,
        cast(-max(recency_days) as decimal(18, 2)) as worst,
        cast(-min(recency_days) as decimal(18, 2)) as best
    from {{ ref('fct_account_rfm') }}
    where r_score is not null
    group by as_of_date, r_score
    union all
    select
        as_of_date,
        'monetary' as measure,
        m_score as score,
        min(monetary) as worst,
        max(monetary) as best
    from {{ ref('fct_account_rfm') }}
    where m_score is not null
    group by as_of_date, m_score
    union all
    select
        as_of_date,
        'frequency' as measure,
        f_score as score,
        cast(min(frequency) as decimal(18, 2)) as worst,
        cast(max(frequency) as decimal(18, 2)) as best
    from {{ ref('fct_account_rfm') }}
    where f_score is not null
    group by as_of_date, f_score
),

unfair as (
    select
        lower.as_of_date,
        lower.measure
    from ranges as lower
    inner join ranges as higher
        on
            lower.as_of_date = higher.as_of_date
            and lower.measure = higher.measure
            and lower.score < higher.score
            and lower.best >= higher.worst
)

select
    as_of_date,
    measure
from unfair
union all
select
    as_of_date,
    'f_score' as measure
from {{ ref('fct_account_rfm') }}
where
    f_score > frequency
    or f_score not between 1 and 5
    or (frequency = 0 and rfm_segment <> 'unknown')
