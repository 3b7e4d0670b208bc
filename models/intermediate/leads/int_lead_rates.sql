-- grain: one row per scoring date and group of open leads that look alike
with open_groups as (
    select distinct
        scoring_date,
        origin,
        title_class,
        looks
    from {{ ref('int_lead_dates') }}
),

counts as (
    select * from {{ ref('int_lead_groups') }}
),

lifts as (
    select * from {{ ref('int_lead_lifts') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- what the traits promise, each for itself
promised as (
    select
        open_groups.*,
        origins.all_closed_leads,
        origins.valid_rate,
        origins.is_told or title_classes.is_told or all_looks.is_told as is_told,
        greatest({{ lead_rule('lookalike_group_leads') }}, 1e0 / origins.base_rate) as k,
        {{ odds('origins.base_rate') }}
        * origins.lift
        * title_classes.lift
        * all_looks.lift as promised_odds,
        coalesce(counts.won_leads, 0) as won_leads,
        coalesce(counts.closed_leads, 0) as closed_leads
    from open_groups
    inner join lifts as origins
        on
            open_groups.scoring_date = origins.scoring_date
            and open_groups.origin = origins.value
            and origins.trait = 'origin'
    inner join lifts as title_classes
        on
            open_groups.scoring_date = title_classes.scoring_date
            and open_groups.title_class = title_classes.value
            and title_classes.trait = 'title_class'
    inner join lifts as all_looks
        on
            open_groups.scoring_date = all_looks.scoring_date
            and open_groups.looks = all_looks.value
            and all_looks.trait = 'looks'
    left join counts
        on
            open_groups.scoring_date = counts.scoring_date
            and open_groups.origin = counts.origin
            and open_groups.title_class = counts.title_class
            and open_groups.looks = counts.looks
),

-- the group itself, with the promise as its base rate; before any lead is decided the promise
-- alone, where the lead tells any of its traits
final as (
    select
        scoring_date,
        origin,
        title_class,
        looks,
        case
            when all_closed_leads > 0 or is_told
                then
                    round(
                        (won_leads + k * promised_odds / (1e0 + promised_odds))
                        / (closed_leads + k), 9
                    )
        end as win_rate,
        round(valid_rate, 6) as valid_rate
    from promised
)

select * from final
