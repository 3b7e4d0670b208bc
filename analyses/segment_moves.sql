-- Between which segments do accounts move, model by model? In usage_ladder: how many climb to paid.
with moves as (
    select
        item as model,
        account_id,
        as_of_date,
        value_text as segment,
        lag(value_text) over (partition by item, account_id order by as_of_date) as segment_before
    from {{ ref('fct_state_log') }}
    where object = 'segment'
)

select
    model,
    segment_before,
    segment,
    count(*) as moves,
    count(distinct account_id) as accounts,
    count(*) / sum(count(*)) over (partition by model, segment_before) as share_of_those_who_left,
    max(as_of_date) as last_seen_on
from moves
where segment_before <> segment
group by model, segment_before, segment
order by model asc, segment_before asc, moves desc, segment asc
