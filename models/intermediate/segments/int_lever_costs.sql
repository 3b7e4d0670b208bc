-- grain: one row per account and play that is due to it tonight: its cost, and whose hours it takes
with stakes as (
    select * from {{ ref('int_lever_stakes') }}
),

outcomes as (
    select * from {{ ref('int_play_outcomes') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

satisfaction as (
    select * from {{ ref('int_satisfaction_metrics') }}
),

lead_owners as (
    select * from {{ ref('int_lead_owners') }}
),

plays as (
    select * from {{ ref('plays') }}
),

service_rates as (
    select * from {{ ref('service_rates') }}
),

team_hours as (
    select * from {{ ref('team_hours') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

owners as (
    select
        owner_id,
        cast(max(capacity) as double) / avg(cast(max(capacity) as double)) over () as share
    from lead_owners
    group by owner_id
),

final as (
    select
        stakes.account_id,
        stakes.play_id,
        stakes.model,
        stakes.segment,
        stakes.target_mean_amount,
        stakes.amount,
        stakes.stake_amount,
        outcomes.status,
        plays.owner_role,
        cast(plays.hours as decimal(18, 2)) as hours,
        cast(
            round(plays.hours * service_rates.hourly_rate, 2) + plays.spend_amount
            as decimal(18, 2)
        ) as cost_amount,
        {{ double_to_amount(
            'cast(stakes.stake_amount as double) * cast(plays.expected_share as double)'
        ) }} as gain_amount,
        case when team_hours.is_per_owner then owners.owner_id else '-' end as pool_owner,
        {{ double_to_amount(
            'cast(team_hours.hours as double)'
            ~ ' * case when team_hours.is_per_owner then owners.share else 1e0 end'
        ) }} as pool_hours,
        plays.effect = 'raise' and coalesce(
            satisfaction.low_effort_rate
            < cast({{ score_rule('low_effort_floor', 'signal_rules') }} as double), false
        ) as is_too_much
    from stakes
    inner join outcomes
        on stakes.account_id = outcomes.account_id and stakes.play_id = outcomes.play_id
    inner join plays on stakes.play_id = plays.play_id
    inner join service_rates on plays.phase = service_rates.phase
    left join attributes on stakes.account_id = attributes.account_id
    left join team_hours on plays.owner_role = team_hours.owner_role
    left join owners on attributes.owner_id = owners.owner_id
    left join satisfaction on stakes.account_id = satisfaction.account_id
)

select * from final
