-- grain: one row per scoring date and group of leads that look alike, with its decided leads
with periods as (
    select * from {{ ref('int_lead_periods') }}
),

outcomes as (
    select * from {{ ref('int_lead_outcomes') }}
),

scoring_dates as (
    select * from {{ ref('int_scoring_dates') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

closed as (
    select
        outcomes.lead_key,
        scoring_dates.scoring_date,
        bool_or(outcomes.is_won) as is_won
    from outcomes
    inner join scoring_dates
        on
            outcomes.known_from <= scoring_dates.scoring_date
            and outcomes.known_to > scoring_dates.scoring_date
    group by outcomes.lead_key, scoring_dates.scoring_date
),

-- an open lead that is old enough was not won; sales judges a lead by accepting or closing it
judged as (
    select
        scoring_dates.scoring_date,
        periods.origin,
        periods.title_class,
        periods.looks,
        coalesce(closed.is_won, false) as is_won,
        closed.lead_key is not null
        or {{ days_between('periods.created_on', 'scoring_dates.scoring_date') }}
        >= {{ lead_rule('lapse_days') }} as is_closed,
        closed.lead_key is not null
        or periods.is_qualified
        or {{ days_between('periods.created_on', 'scoring_dates.scoring_date') }}
        >= {{ lead_rule('lapse_days') }} as is_judged,
        coalesce(closed.is_won, false) or periods.is_qualified as is_valid
    from periods
    inner join scoring_dates
        on
            periods.created_on <= scoring_dates.scoring_date
            and periods.valid_from <= scoring_dates.scoring_date
            and periods.valid_to > scoring_dates.scoring_date
    left join closed
        on
            periods.lead_key = closed.lead_key
            and scoring_dates.scoring_date = closed.scoring_date
),

final as (
    select
        scoring_date,
        origin,
        title_class,
        looks,
        count(*) filter (where is_closed) as closed_leads,
        count(*) filter (where is_closed and is_won) as won_leads,
        count(*) filter (where is_judged) as judged_leads,
        count(*) filter (where is_judged and is_valid) as valid_leads
    from judged
    group by scoring_date, origin, title_class, looks
)

select * from final
