-- Where should budget go? Only channels surely cheaper or dearer than the others get advice.
select
    shift.channel,
    shift.verdict,
    shift.suggested_spend_change,
    shift.spend,
    shift.cost_per_won,
    shift.cost_per_won_low,
    shift.cost_per_won_high,
    shift.other_cost_low,
    shift.other_cost_high,
    shift.roas,
    quality.won_rate,
    quality.median_first_deal
from {{ ref('rpt_budget_shift') }} as shift
inner join {{ ref('rpt_channel_quality') }} as quality on shift.channel = quality.channel
order by shift.cost_per_won asc nulls last, shift.channel asc
