-- grain: one row per open lead, scoring date and indicator, with what the indicator sees
with people as (
    select * from {{ ref('int_lead_people') }}
),

business as (
    select * from {{ ref('int_lead_business') }}
),

pipeline as (
    select * from {{ ref('int_lead_pipeline') }}
),

segments as (
    select * from {{ ref('int_lead_segments') }}
),

rates as (
    select * from {{ ref('int_lead_rates') }}
),

size_bands as (
    select
        *,
        lead(min_employees) over (order by min_employees) as next_min
    from {{ ref('size_bands') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

indicators as (
    select * from {{ ref('lead_indicators') }}
),

seen as (
    select
        business.*,
        people.touch_points,
        people.intent,
        people.silent_days,
        people.contact_points,
        people.access_score,
        case
            when pipeline.rivals = 0 then 'none'
            when pipeline.rivals = 1 then 'one'
            when pipeline.rivals = 2 then 'two'
            when pipeline.rivals > 2 then 'more'
        end || case when pipeline.is_preferred then '_preferred' else '' end as rivals,
        coalesce(cast(pipeline.amount as double), segments.median_amount) as expected_amount,
        pipeline.progress,
        rates.win_rate,
        rates.valid_rate
    from business
    inner join people
        on business.lead_key = people.lead_key and business.scoring_date = people.scoring_date
    left join pipeline
        on business.lead_key = pipeline.lead_key and business.scoring_date = pipeline.scoring_date
    left join size_bands
        on
            business.known_employees >= size_bands.min_employees
            and (business.known_employees < size_bands.next_min or size_bands.next_min is null)
    left join segments
        on
            business.scoring_date = segments.scoring_date
            and size_bands.size_band = segments.size_band
    left join rates
        on
            business.scoring_date = rates.scoring_date
            and business.origin = rates.origin
            and business.title_class = rates.title_class
            and business.looks = rates.looks
),

final as (
    select
        seen.lead_key,
        seen.scoring_date,
        indicators.indicator,
        indicators.scoring,
        indicators.when_no_row,
        case indicators.indicator
            when 'L1a' then seen.touch_points
            when 'L2a' then seen.size_distance
            when 'L3a' then seen.contact_points
            when 'L3b' then seen.access_score
            when 'L4a' then seen.silent_days
            when 'L6a' then seen.expected_amount
            when 'L6b' then seen.open_seats
            when 'L7a' then seen.verified_score
            when 'L7b'
                then
                    10e0 * seen.valid_rate
                    - {{ lead_rule('contradiction_points') }} * seen.contradictions
            when 'L8a' then 10e0 * seen.progress
            when 'L8b' then seen.win_rate
        end as value_number,
        case indicators.indicator
            when 'L1b' then seen.intent
            when 'L2b' then seen.budget
            when 'L4b' then seen.horizon
            when 'L5a' then seen.incumbent
            when 'L5b' then seen.rivals
        end as value_text
    from seen
    cross join indicators
)

select * from final
