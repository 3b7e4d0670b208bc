-- grain: one row per open lead, scoring date and indicator, with its score from 1 to 10
with observed as (
    select
        lead_key,
        scoring_date,
        indicator,
        scoring,
        when_no_row,
        -- equal values are equal on both engines, and have one rank
        round(value_number, 9) as value_number,
        value_text
    from {{ ref('int_lead_values') }}
),

bins as (
    select
        *,
        coalesce(
            lead(lower_bound) over (partition by indicator order by lower_bound), 1e15
        ) as next_bound
    from {{ ref('lead_bins') }}
),

answers as (
    select * from {{ ref('lead_answers') }}
    where indicator <> 'L3b'
),

-- ties share the middle rank: a tenth of the leads is a point
ranked as (
    select
        lead_key,
        scoring_date,
        indicator,
        rank() over (partition by scoring_date, indicator order by value_number asc) - 1
            as leads_below,
        count(*) over (partition by scoring_date, indicator, value_number) as leads_equal,
        count(*) over (partition by scoring_date, indicator) as leads_known
    from observed
    where scoring = 'percentile' and value_number is not null
),

scored as (
    select
        observed.*,
        case
            when observed.scoring = 'bins' then bins.score
            when observed.scoring = 'answers' then answers.score
            -- the least and the greatest of nothing would be a number
            when observed.value_number is null then null
            when observed.scoring = 'direct'
                then
                    least(greatest(
                        cast(floor(round(observed.value_number, 6) + 0.5e0) as int), 1
                    ), 10)
            else
                1 + cast(
                    floor(
                        cast(10 * (2 * ranked.leads_below + ranked.leads_equal) as double)
                        / cast(2 * ranked.leads_known as double)
                    ) as int
                )
        end as score
    from observed
    left join bins
        on
            observed.indicator = bins.indicator
            and observed.value_number >= bins.lower_bound
            and observed.value_number < bins.next_bound
    left join answers
        on observed.indicator = answers.indicator and observed.value_text = answers.answer
    left join ranked
        on
            observed.lead_key = ranked.lead_key
            and observed.scoring_date = ranked.scoring_date
            and observed.indicator = ranked.indicator
),

-- an indicator that nobody has a value for leaves the score
in_play as (
    select
        scoring_date,
        indicator
    from scored
    where score is not null
    group by scoring_date, indicator
),

final as (
    select
        scored.lead_key,
        scored.scoring_date,
        scored.indicator,
        scored.value_number as raw_value,
        cast(
            case
                when scored.score is not null then scored.score
                when scored.when_no_row = 'one' then 1
            end as int
        ) as score
    from scored
    inner join in_play
        on
            scored.scoring_date = in_play.scoring_date
            and scored.indicator = in_play.indicator
)

select * from final
