-- grain: one row per opportunity won by the end of as_of_date
{{ config(materialized='view') }}

with opportunities as (
    select * from {{ ref('int_opportunities') }}
),

final as (
    select
        opportunity_id,
        source_system,
        account_id,
        won_at,
        won_on,
        amount as won_amount
    from opportunities
    where is_won
)

select * from final
