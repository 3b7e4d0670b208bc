-- grain: one row per lead, outcome and period in which the outcome was known
with periods as (
    select * from {{ ref('int_lead_periods') }}
),

deal_periods as (
    select * from {{ ref('int_lead_deal_periods') }}
),

stages as (
    select * from {{ ref('stg_crm__opportunity_stages') }}
),

stage_outcomes as (
    select * from {{ ref('stage_outcomes') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

deals as (
    select
        lead_key,
        deal_key,
        min(created_on) as created_on,
        min(case when is_won then least(self_dated_closed_on, valid_from) end) as won_from,
        min(case when is_lost then least(self_dated_closed_on, valid_from) end) as lost_from
    from deal_periods
    group by lead_key, deal_key
),

-- the history of stages may know of a win before the record of the deal says so
stage_wins as (
    select
        stages.source_system || ':' || stages.opportunity_id as deal_key,
        min({{ local_date('stages.entered_at') }}) as won_from
    from stages
    inner join stage_outcomes
        on
            {{ stage_spelling('stages.stage') }} = stage_outcomes.spelling
            and stage_outcomes.outcome = 'won'
    group by stages.source_system, stages.opportunity_id
),

-- a lost deal closes the lead until its next deal
deal_outcomes as (
    select
        deals.lead_key,
        least(deals.won_from, stage_wins.won_from) as won_from,
        deals.lost_from,
        lead(deals.created_on) over (
            partition by deals.lead_key order by deals.created_on asc, deals.deal_key asc
        ) as next_deal_on
    from deals
    left join stage_wins on deals.deal_key = stage_wins.deal_key
),

conversions as (
    select
        periods.lead_key,
        min(least(periods.self_dated_converted_on, periods.valid_from)) as won_from
    from periods
    left join deals on periods.lead_key = deals.lead_key
    where
        periods.is_converted
        and deals.lead_key is null
        and {{ lead_rule('converted_is_won') }} = 1
    group by periods.lead_key
),

-- a lead may hear the same from two deals, or from a deal and its own record
final as (
    select
        lead_key,
        true as is_won,
        won_from as known_from,
        date '9999-12-31' as known_to
    from deal_outcomes
    where won_from is not null
    union distinct
    select
        lead_key,
        true as is_won,
        won_from as known_from,
        date '9999-12-31' as known_to
    from conversions
    union distinct
    select
        lead_key,
        false as is_won,
        lost_from as known_from,
        coalesce(next_deal_on, date '9999-12-31') as known_to
    from deal_outcomes
    where lost_from is not null
    union distinct
    select
        lead_key,
        false as is_won,
        valid_from as known_from,
        valid_to as known_to
    from periods
    where is_lost
)

select * from final
