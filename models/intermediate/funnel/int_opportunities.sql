-- grain: one row per opportunity that was there by the end of as_of_date
with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where not coalesce(is_deleted, false)
),

latest_stages as (
    select * from {{ ref('int_opportunity_stages') }}
    where is_latest
),

converted_leads as (
    select * from {{ ref('stg_crm__leads') }}
    where converted_opportunity_id is not null
    qualify row_number() over (
        partition by source_system, converted_opportunity_id order by created_at, lead_id
    ) = 1
),

stage_outcomes as (
    select * from {{ ref('stage_outcomes') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- a flag says more than the name of a stage; a stage that nobody knows says nothing
said as (
    select
        opportunities.*,
        latest_stages.stage as latest_stage,
        latest_stages.stage_spelling as latest_spelling,
        latest_stages.entered_at as latest_entered_at,
        stage_outcomes.outcome,
        case
            when opportunities.is_won is not null then opportunities.is_won
            when stage_outcomes.outcome in ('won', 'lost') then stage_outcomes.outcome = 'won'
            when not coalesce(opportunities.is_closed, stage_outcomes.outcome <> 'open') then false
        end as says_won
    from opportunities
    left join latest_stages
        on
            opportunities.source_system = latest_stages.source_system
            and opportunities.opportunity_id = latest_stages.opportunity_id
    left join stage_outcomes
        on
            {{ stage_spelling('coalesce(opportunities.stage, latest_stages.stage)') }}
            = stage_outcomes.spelling
),

-- closed at a time that is still to come: open as of the date
timed as (
    select
        *,
        case when says_won then true else coalesce(is_closed, outcome <> 'open') end as says_closed,
        coalesce(closed_at >= {{ as_of_end() }}, false) as is_later
    from said
),

-- an open deal is worth what it would bring today
ended as (
    select
        *,
        says_won and not is_later as is_won_by_then,
        says_closed and not is_later as is_closed_by_then,
        case
            when says_closed and is_later then latest_stage else coalesce(stage, latest_stage)
        end as stage_by_then,
        coalesce(closed_at, updated_at, created_at) as heard_at,
        case
            when says_closed and not is_later
                then {{ local_date('coalesce(closed_at, updated_at, created_at)') }}
            else {{ as_of_date() }}
        end as priced_on
    from timed
),

final as (
    select
        ended.opportunity_id,
        ended.source_system,
        identity.account_id,
        coalesce(ended.lead_id, converted_leads.lead_id) as lead_id,
        ended.contact_id,
        ended.product_id,
        ended.owner_id,
        ended.stage_by_then as stage,
        {{ to_base_amount('ended.amount', 'currency_rates.rate_to_base') }} as amount,
        ended.is_closed_by_then as is_closed,
        ended.is_won_by_then as is_won,
        ended.loss_reason,
        ended.created_at,
        case when ended.is_closed_by_then then ended.closed_at end as closed_at,
        case when not coalesce(ended.says_closed, false) then ended.closed_at end
            as expected_close_at,
        case when ended.is_won_by_then then ended.heard_at end as won_at,
        case when ended.is_won_by_then then {{ local_date('ended.heard_at') }} end as won_on,
        case
            when ended.latest_spelling = {{ stage_spelling('ended.stage_by_then') }}
                then ended.latest_entered_at
        end as stage_entered_at
    from ended
    left join identity on ended.source_account_key = identity.source_account_key
    left join converted_leads
        on
            ended.source_system = converted_leads.source_system
            and ended.opportunity_id = converted_leads.converted_opportunity_id
    left join currency_rates
        on
            coalesce(ended.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and ended.priced_on >= currency_rates.valid_from
            and ended.priced_on < currency_rates.valid_to
)

select * from final
