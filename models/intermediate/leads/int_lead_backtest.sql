-- grain: one row per past scoring date, slice and value that leads had then, with their outcome
with scores as (
    select * from {{ ref('int_lead_scores') }}
),

factors as (
    select * from {{ ref('int_lead_factors') }}
),

lead_dates as (
    select * from {{ ref('int_lead_dates') }}
    where not is_newest
),

leads as (
    select
        source_system || ':' || lead_id as lead_key,
        channel,
        {{ local_date('won_at') }} as won_on
    from {{ ref('int_lead_inflow') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- a lead that was won by then, though the CRM did not say so yet, is no question any more
judged as (
    select
        lead_dates.lead_key,
        lead_dates.scoring_date,
        leads.channel,
        coalesce(
            {{ days_between('lead_dates.scoring_date', 'leads.won_on') }}
            <= {{ lead_rule('outcome_days') }}, false
        ) as is_won
    from lead_dates
    inner join leads on lead_dates.lead_key = leads.lead_key
    where coalesce(leads.won_on > lead_dates.scoring_date, true)
),

members as (
    select
        judged.scoring_date,
        'all' as slice_type,
        'all' as slice,
        cast(scores.lead_score as double) as value,
        judged.is_won
    from judged
    inner join scores
        on judged.lead_key = scores.lead_key and judged.scoring_date = scores.scoring_date
    union all
    select
        judged.scoring_date,
        'channel' as slice_type,
        judged.channel as slice,
        cast(scores.lead_score as double) as value,
        judged.is_won
    from judged
    inner join scores
        on judged.lead_key = scores.lead_key and judged.scoring_date = scores.scoring_date
    union all
    select
        judged.scoring_date,
        'indicator' as slice_type,
        factors.factor as slice,
        coalesce(cast(factors.score as double), round(factors.mean_score, 6)) as value,
        judged.is_won
    from judged
    inner join factors
        on judged.lead_key = factors.lead_key and judged.scoring_date = factors.scoring_date
),

counted as (
    select
        scoring_date,
        slice_type,
        slice,
        value,
        cast(count(*) as double) as leads,
        cast(count(*) filter (where is_won) as double) as won
    from members
    group by scoring_date, slice_type, slice, value
),

ranked as (
    select
        *,
        sum(leads) over (partition by scoring_date, slice_type, slice) as all_leads,
        sum(won) over (partition by scoring_date, slice_type, slice) as all_won,
        sum(leads) over (
            partition by scoring_date, slice_type, slice
            order by value asc rows between unbounded preceding and current row
        ) - leads as leads_below,
        sum(leads - won) over (
            partition by scoring_date, slice_type, slice
            order by value asc rows between unbounded preceding and current row
        ) - (leads - won) as lost_below
    from counted
),

-- ties share the middle rank, so a value lies in one tenth
final as (
    select
        *,
        cast(floor(value / 10e0) as int) as band,
        1 + cast(floor(10e0 * (leads_below + leads / 2e0) / all_leads) as int) as tenth
    from ranked
)

select * from final
