-- grain: one row per opportunity and stay in a stage
with stages as (
    select * from {{ ref('int_opportunity_stages') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

-- the end of a deal ends its last stay; in the stage of its end it stays for good
stays as (
    select
        opportunities.opportunity_id,
        opportunities.source_system,
        opportunities.account_id,
        opportunities.is_won,
        stages.stage,
        stages.stage_spelling,
        stages.entered_at,
        coalesce(
            stages.left_at,
            case
                when
                    opportunities.closed_at is not null
                    and coalesce(stages.outcome, 'open') = 'open'
                    then greatest(opportunities.closed_at, stages.entered_at)
            end
        ) as left_at,
        stages.is_latest and not coalesce(opportunities.is_closed, false) as is_current
    from stages
    inner join opportunities
        on
            stages.source_system = opportunities.source_system
            and stages.opportunity_id = opportunities.opportunity_id
),

final as (
    select
        opportunity_id,
        stage,
        entered_at,
        left_at,
        case
            when left_at is not null
                then {{ days_between(local_date('entered_at'), local_date('left_at')) }}
            when is_current then {{ days_between(local_date('entered_at'), as_of_date()) }}
        end as days_in_stage,
        is_current,
        is_won,
        account_id,
        source_system,
        stage_spelling
    from stays
)

select * from final
