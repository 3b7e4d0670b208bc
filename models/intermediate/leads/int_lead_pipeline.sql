-- grain: one row per open lead with a deal and scoring date, with the state of its latest deal
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

deal_periods as (
    select * from {{ ref('int_lead_deal_periods') }}
),

stages as (
    select
        source_system || ':' || opportunity_id as deal_key,
        {{ stage_spelling('stage') }} as stage,
        {{ local_date('min(entered_at)') }} as entered_on
    from {{ ref('stg_crm__opportunity_stages') }}
    group by source_system, opportunity_id, {{ stage_spelling('stage') }}
),

won_stages as (
    select * from {{ ref('stage_outcomes') }}
    where outcome = 'won'
),

scoring_dates as (
    select * from {{ ref('int_scoring_dates') }}
),

latest as (
    select
        lead_dates.lead_key,
        lead_dates.scoring_date,
        deal_periods.deal_key,
        deal_periods.amount,
        deal_periods.rivals,
        deal_periods.is_preferred
    from lead_dates
    inner join deal_periods
        on
            lead_dates.lead_key = deal_periods.lead_key
            and lead_dates.scoring_date >= deal_periods.created_on
            and lead_dates.scoring_date >= deal_periods.valid_from
            and lead_dates.scoring_date < deal_periods.valid_to
    qualify row_number() over (
        partition by lead_dates.lead_key, lead_dates.scoring_date
        order by deal_periods.created_on desc, deal_periods.deal_key desc
    ) = 1
),

-- how far and how fast deals went that were won
entries as (
    select
        stages.deal_key,
        min(stages.entered_on) as first_on,
        min(stages.entered_on) filter (where won_stages.spelling is not null) as won_on,
        count(*) filter (where won_stages.spelling is null) as stage_count
    from stages
    left join won_stages on stages.stage = won_stages.spelling
    group by stages.deal_key
),

wins as (
    select
        won_on,
        {{ days_between('first_on', 'won_on') }} as won_days,
        stage_count as won_stage_count
    from entries
    where won_on is not null
),

benchmarks as (
    select
        scoring_dates.scoring_date,
        cast(median(cast(wins.won_days as double)) as double) as won_days,
        cast(median(cast(wins.won_stage_count as double)) as double) as won_stage_count
    from scoring_dates
    inner join wins on scoring_dates.scoring_date >= wins.won_on
    group by scoring_dates.scoring_date
),

progress as (
    select
        latest.lead_key,
        latest.scoring_date,
        cast(count(*) as double) as stages_entered,
        cast({{ days_between('min(stages.entered_on)', 'latest.scoring_date') }} as double)
            as own_days
    from latest
    inner join stages
        on latest.deal_key = stages.deal_key and latest.scoring_date >= stages.entered_on
    group by latest.lead_key, latest.scoring_date
),

final as (
    select
        latest.lead_key,
        latest.scoring_date,
        latest.amount,
        latest.rivals,
        latest.is_preferred,
        least(progress.stages_entered / nullif(benchmarks.won_stage_count, 0e0), 1e0)
        * least(benchmarks.won_days / greatest(progress.own_days, 1e0), 1e0) as progress
    from latest
    left join progress
        on
            latest.lead_key = progress.lead_key
            and latest.scoring_date = progress.scoring_date
    left join benchmarks on latest.scoring_date = benchmarks.scoring_date
)

select * from final
