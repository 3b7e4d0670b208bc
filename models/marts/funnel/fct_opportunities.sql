-- grain: one row per opportunity
with opportunities as (
    select * from {{ ref('int_opportunities') }}
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
        case
            when not coalesce(is_closed, false)
                then {{ days_between(local_date('stage_entered_at'), as_of_date()) }}
        end as days_in_stage,
        source_system,
        expected_close_at,
        won_at
    from opportunities
)

select * from final
