-- Who was there before and who joined, less who left, is who is there now; shares of a model add up
-- to one. Fails with one row per segment and month, or per model and month.
with review as (
    select * from {{ ref('rpt_segment_review') }}
),

followed as (
    select
        *,
        coalesce(
            lag(accounts) over (partition by model, segment order by month), 0
        ) as accounts_before
    from review
)

select
    model,
    segment,
    month
from followed
where accounts <> accounts_before + joined - {{ adapter.quote('left') }}
union all
select
    model,
    'all' as segment,
    month
from review
group by model, month
having sum(accounts) > 0 and abs(sum(share) - 1) > 0.0001
