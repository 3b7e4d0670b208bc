-- grain: one row per opportunity and stay in a stage
with stage_history as (
    select * from {{ ref('stg_crm__opportunity_stages') }}
),

stage_outcomes as (
    select * from {{ ref('stage_outcomes') }}
),

spelled as (
    select
        *,
        {{ stage_spelling('stage') }} as stage_spelling
    from stage_history
),

-- of two stages entered at once, the one that closes the deal comes last
ordered as (
    select
        spelled.source_system,
        spelled.opportunity_id,
        spelled.stage,
        spelled.stage_spelling,
        spelled.entered_at,
        stage_outcomes.outcome,
        row_number() over (
            partition by spelled.source_system, spelled.opportunity_id
            order by
                spelled.entered_at,
                coalesce(stage_outcomes.outcome, 'open') <> 'open',
                spelled.stage_spelling,
                spelled.stage
        ) as entry_no
    from spelled
    left join stage_outcomes on spelled.stage_spelling = stage_outcomes.spelling
),

-- some exports write a row for every change of the deal: the same stage again is no new stay
entered as (
    select *
    from ordered
    qualify
        stage_spelling is distinct from lag(stage_spelling) over (
            partition by source_system, opportunity_id order by entry_no
        )
),

final as (
    select
        source_system,
        opportunity_id,
        stage,
        stage_spelling,
        outcome,
        entered_at,
        lead(entered_at) over (
            partition by source_system, opportunity_id order by entry_no
        ) as left_at,
        lead(entry_no) over (
            partition by source_system, opportunity_id order by entry_no
        ) is null as is_latest
    from entered
)

select * from final
