-- grain: one row per account and play that is due to it tonight
with account_plays as (
    select * from {{ ref('int_account_plays') }}
),

outcomes as (
    select * from {{ ref('int_play_outcomes') }}
),

levers as (
    select * from {{ ref('int_levers') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

plays as (
    select * from {{ ref('plays') }}
),

final as (
    select
        account_plays.account_id,
        account_plays.play_id,
        attributes.owner_id,
        plays.owner_role,
        account_plays.due_date,
        account_plays.is_holdout,
        account_plays.model as reason_model,
        account_plays.segment as reason_segment,
        cast(account_plays.reasons as bigint) as reasons,
        account_plays.since_date,
        cast(account_plays.play_rank as bigint) as play_rank,
        outcomes.status,
        outcomes.done_on,
        cast(outcomes.revenue_since_amount as decimal(18, 2)) as revenue_since_amount,
        levers.stake_amount,
        levers.gain_amount,
        levers.cost_amount,
        levers.gain_per_cost,
        cast(levers.lever_rank as bigint) as lever_rank,
        levers.lever
    from account_plays
    inner join outcomes
        on
            account_plays.account_id = outcomes.account_id
            and account_plays.play_id = outcomes.play_id
    inner join levers
        on
            account_plays.account_id = levers.account_id
            and account_plays.play_id = levers.play_id
    inner join attributes on account_plays.account_id = attributes.account_id
    inner join plays on account_plays.play_id = plays.play_id
)

select * from final
