-- grain: one row per object and account id whose state changed tonight
with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

scores as (
    select * from {{ ref('int_account_scores') }}
),

memory as (
    select * from {{ ref('int_tier_memory') }}
),

causes as (
    select * from {{ ref('int_tier_causes') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'value'
),

new_tiers as (
    select
        'tier' as object,
        tiers.account_id,
        tiers.tier as value_text,
        scores.value_score as value_number,
        causes.cause,
        case
            when now_band.lower_bound < then_band.lower_bound then scores.top_negative_factor
            else scores.top_positive_factor
        end as top_factor
    from tiers
    inner join scores on tiers.account_id = scores.account_id
    inner join causes on tiers.account_id = causes.account_id
    left join tier_bands as now_band on tiers.tier = now_band.tier
    left join tier_bands as then_band on tiers.previous_tier = then_band.tier
    where tiers.is_changed
),

moved_clocks as (
    select
        'demotion' as object,
        tiers.account_id,
        tiers.tier as value_text,
        cast(tiers.month_ends_below as decimal(18, 2)) as value_number,
        causes.clock_cause as cause,
        cast(null as string) as top_factor
    from tiers
    inner join causes on tiers.account_id = causes.account_id
    where causes.is_clock_changed
),

-- who is no customer any more, or is another account now, ends with the tier none
gone as (
    select
        memory.logged_account_id as account_id,
        memory.month_ends_below,
        causes.cause
    from memory
    inner join causes on memory.logged_account_id = causes.account_id
    left join tiers on memory.logged_account_id = tiers.account_id
    where tiers.account_id is null and memory.held_tier <> 'none'
),

ended as (
    select
        'tier' as object,
        account_id,
        'none' as value_text,
        cast(null as decimal(18, 2)) as value_number,
        cause,
        cast(null as string) as top_factor
    from gone
    union all
    select
        'demotion' as object,
        account_id,
        'none' as value_text,
        cast(0 as decimal(18, 2)) as value_number,
        cause,
        cast(null as string) as top_factor
    from gone
    where month_ends_below > 0
),

changes as (
    select * from new_tiers
    union all
    select * from moved_clocks
    union all
    select * from ended
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        changes.object,
        changes.account_id,
        'value' as item,
        changes.value_text,
        changes.value_number,
        changes.cause,
        changes.top_factor,
        rules.rules_version
    from changes
    cross join rules
)

select * from final
