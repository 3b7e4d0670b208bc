-- Each of the 125 codes is in the seed, and every segment but unknown has codes.
with scores as (
    select cast(counter.score as string) as score
    from range(1, 6) as counter (score)
),

codes as (
    select recency.score || frequency.score || monetary.score as rfm_code
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary
)

select coalesce(codes.rfm_code, mapped.rfm_code) as broken
from codes
full outer join {{ ref('rfm_codes') }} as mapped on codes.rfm_code = mapped.rfm_code
where codes.rfm_code is null or mapped.rfm_code is null
union all
select segments.rfm_segment as broken
from {{ ref('rfm_segments') }} as segments
left join {{ ref('rfm_codes') }} as mapped on segments.rfm_segment = mapped.rfm_segment
where mapped.rfm_segment is null and segments.rfm_segment <> 'unknown'
