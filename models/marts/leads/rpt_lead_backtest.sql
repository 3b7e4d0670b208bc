-- grain: one row per past scoring date, kind of slice and slice
with counted as (
    select * from {{ ref('int_lead_backtest') }}
),

drift as (
    select * from {{ ref('int_lead_drift') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- auc: of all pairs of a won and another lead, the share in which the won one had the higher value;
-- a tie counts half. The best tenth takes its share of a tie at its border.
summed as (
    select
        scoring_date,
        slice_type,
        slice,
        max(all_leads) as leads,
        max(all_won) as won,
        sum(won * (lost_below + (leads - won) / 2e0))
        / nullif(max(all_won) * max(all_leads - all_won), 0e0) as auc,
        sum(
            won / leads * greatest(
                least(leads, leads_below + leads - all_leads + all_leads / 10e0), 0e0
            )
        ) / (max(all_leads) / 10e0)
        / nullif(max(all_won) / max(all_leads), 0e0) as lift
    from counted
    group by scoring_date, slice_type, slice
),

tenths as (
    select
        scoring_date,
        'tenth' as slice_type,
        lpad(cast(tenth as string), 2, '0') as slice,
        sum(leads) as leads,
        sum(won) as won,
        cast(null as double) as auc,
        sum(won) / sum(leads) / nullif(max(all_won) / max(all_leads), 0e0) as lift
    from counted
    where slice_type = 'all'
    group by scoring_date, tenth
),

slices as (
    select * from summed
    union all
    select * from tenths
),

final as (
    select
        slices.scoring_date as scored_date,
        slices.slice_type,
        slices.slice,
        cast(round(cast(slices.auc as decimal(28, 8)), 4) as double) as auc,
        cast(round(cast(slices.lift as decimal(28, 8)), 4) as double) as lift,
        cast(round(cast(drift.calibration as decimal(28, 8)), 4) as double) as calibration,
        cast(round(cast(drift.psi as decimal(28, 8)), 4) as double) as psi,
        cast(slices.leads as bigint) as leads,
        cast(slices.won as bigint) as won,
        {{ days_between('slices.scoring_date', as_of_date()) }} >= {{ lead_rule('outcome_days') }}
            as is_mature
    from slices
    left join drift
        on
            slices.scoring_date = drift.scoring_date
            and slices.slice_type = drift.slice_type
            and slices.slice = drift.slice
)

select * from final
