-- grain: one row per opportunity
with opportunities as (
    select * from {{ ref('int_opportunities') }}
),

stages as (
    select * from {{ ref('fct_opportunity_stages') }}
),

activity as (
    select * from {{ ref('int_opportunity_activity') }}
),

rules as (
    select
        max(value) filter (where rule = 'typical_percent') as typical_percent,
        max(value) filter (where rule = 'long_percent') as long_percent,
        max(value) filter (where rule = 'min_won_stays') as min_won_stays,
        max(value) filter (where rule = 'quiet_days') as quiet_days
    from {{ ref('deal_rules') }}
),

won_stays as (
    select
        stages.stage_spelling,
        stages.days_in_stage as days,
        rules.min_won_stays,
        row_number() over (
            partition by stages.stage_spelling
            order by
                stages.days_in_stage,
                stages.source_system,
                stages.opportunity_id,
                stages.entered_at
        ) as up_to,
        rules.typical_percent * (count(*) over by_stage - 1) as typical_target,
        rules.long_percent * (count(*) over by_stage - 1) as long_target
    from stages
    cross join rules
    where stages.is_won and stages.days_in_stage is not null
    window by_stage as (partition by stages.stage_spelling)
),

won_ages as (
    select
        stage_spelling,
        {{ percentile_days('days', 'up_to', 'typical_target') }} as typical_days,
        {{ percentile_days('days', 'up_to', 'long_target') }} as long_days
    from won_stays
    group by stage_spelling
    having count(*) >= max(min_won_stays)
),

-- a closed deal ages no more; where no activity names a deal, nobody knows which ones are quiet
aged as (
    select
        opportunities.*,
        not coalesce(opportunities.is_closed, false) as is_running,
        case
            when not coalesce(opportunities.is_closed, false)
                then {{ days_between(local_date('opportunities.stage_entered_at'), as_of_date()) }}
        end as days_in_stage,
        won_ages.typical_days,
        won_ages.long_days,
        activity.last_activity_at,
        {{ days_between(
            local_date('coalesce(activity.last_activity_at, opportunities.created_at)'), as_of_date()
        ) }} as days_since_activity,
        activity.activities,
        activity.roles_engaged,
        activity.roles_engaged_count,
        count(activity.opportunity_id) over () > 0 as has_activities,
        rules.quiet_days
    from opportunities
    cross join rules
    left join won_ages on {{ stage_spelling('opportunities.stage') }} = won_ages.stage_spelling
    left join activity
        on
            opportunities.source_system = activity.source_system
            and opportunities.opportunity_id = activity.opportunity_id
),

final as (
    select
        opportunity_id,
        account_id,
        lead_id,
        product_id,
        owner_id,
        stage,
        amount,
        is_closed,
        is_won,
        created_at,
        closed_at,
        days_in_stage,
        source_system,
        expected_close_at,
        won_at,
        cast(case when is_running then typical_days end as double) as typical_days_in_stage,
        cast(case when is_running then long_days end as double) as long_days_in_stage,
        last_activity_at,
        cast(case when has_activities then coalesce(activities, 0) end as bigint) as activities,
        roles_engaged,
        cast(case when has_activities then coalesce(roles_engaged_count, 0) end as bigint)
            as roles_engaged_count,
        days_in_stage > long_days as is_stalled,
        case
            when not is_running then null
            when days_in_stage > long_days then 'stalled'
            when has_activities and days_since_activity > quiet_days then 'quiet'
            when days_in_stage > typical_days then 'slow'
            when days_in_stage <= typical_days then 'on_track'
            else 'unknown'
        end as health
    from aged
)

select * from final
