-- grain: one row per scoring date and size of company, with the median of the deals known by then
with periods as (
    select * from {{ ref('int_lead_periods') }}
    where employees is not null
),

deal_periods as (
    select * from {{ ref('int_lead_deal_periods') }}
    where amount is not null
),

scoring_dates as (
    select * from {{ ref('int_scoring_dates') }}
),

size_bands as (
    select
        *,
        lead(min_employees) over (order by min_employees) as next_min
    from {{ ref('size_bands') }}
),

final as (
    select
        scoring_dates.scoring_date,
        size_bands.size_band,
        cast(median(cast(deal_periods.amount as double)) as double) as median_amount
    from scoring_dates
    inner join deal_periods
        on
            scoring_dates.scoring_date >= deal_periods.created_on
            and scoring_dates.scoring_date >= deal_periods.valid_from
            and scoring_dates.scoring_date < deal_periods.valid_to
    inner join periods
        on
            deal_periods.lead_key = periods.lead_key
            and scoring_dates.scoring_date >= periods.valid_from
            and scoring_dates.scoring_date < periods.valid_to
    inner join size_bands
        on
            periods.employees >= size_bands.min_employees
            and (periods.employees < size_bands.next_min or size_bands.next_min is null)
    group by scoring_dates.scoring_date, size_bands.size_band
)

select * from final
