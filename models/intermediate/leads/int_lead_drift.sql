-- grain: one row per past scoring date, kind of slice and slice
with counted as (
    select * from {{ ref('int_lead_backtest') }}
),

scoring_dates as (
    select
        scoring_date,
        lag(scoring_date) over (order by scoring_date) as previous_date
    from {{ ref('int_scoring_dates') }}
    where not is_newest
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

bands as (
    select
        scoring_date,
        slice_type,
        slice,
        band,
        sum(leads) as leads,
        sum(won) as won,
        max(all_leads) as all_leads
    from counted
    where slice_type in ('all', 'channel')
    group by scoring_date, slice_type, slice, band
),

-- what a band of the score promised: its rate at earlier dates whose outcome was known by then
promised as (
    select
        scoring_dates.scoring_date,
        past.band,
        sum(past.won) / sum(past.leads) as win_rate
    from scoring_dates
    inner join bands as past
        on
            past.slice_type = 'all'
            and {{ days_between('past.scoring_date', 'scoring_dates.scoring_date') }}
            >= {{ lead_rule('outcome_days') }}
    group by scoring_dates.scoring_date, past.band
),

expected as (
    select
        bands.scoring_date,
        bands.slice_type,
        bands.slice,
        sum(bands.leads * promised.win_rate) as expected_won,
        sum(case when promised.win_rate is not null then bands.won end) as comparable_won
    from bands
    left join promised
        on bands.scoring_date = promised.scoring_date and bands.band = promised.band
    group by bands.scoring_date, bands.slice_type, bands.slice
),

scale as (
    select distinct band
    from bands
),

-- half a lead in an empty band keeps the logarithm finite
shifts as (
    select
        bands.scoring_date,
        bands.slice_type,
        bands.slice,
        scale.band,
        sum(case when bands.band = scale.band then bands.leads else 0e0 end) as leads,
        max(bands.all_leads) as all_leads
    from bands
    cross join scale
    group by bands.scoring_date, bands.slice_type, bands.slice, scale.band
),

stability as (
    select
        shifts.scoring_date,
        shifts.slice_type,
        shifts.slice,
        sum(
            (
                greatest(shifts.leads, 0.5e0) / shifts.all_leads
                - greatest(earlier.leads, 0.5e0) / earlier.all_leads
            ) * ln(
                (greatest(shifts.leads, 0.5e0) / shifts.all_leads)
                / (greatest(earlier.leads, 0.5e0) / earlier.all_leads)
            )
        ) as psi
    from shifts
    inner join scoring_dates on shifts.scoring_date = scoring_dates.scoring_date
    inner join shifts as earlier
        on
            scoring_dates.previous_date = earlier.scoring_date
            and shifts.slice_type = earlier.slice_type
            and shifts.slice = earlier.slice
            and shifts.band = earlier.band
    group by shifts.scoring_date, shifts.slice_type, shifts.slice
),

final as (
    select
        expected.scoring_date,
        expected.slice_type,
        expected.slice,
        round(expected.comparable_won / nullif(expected.expected_won, 0), 6) as calibration,
        round(stability.psi, 6) as psi
    from expected
    left join stability
        on
            expected.scoring_date = stability.scoring_date
            and expected.slice_type = stability.slice_type
            and expected.slice = stability.slice
)

select * from final
