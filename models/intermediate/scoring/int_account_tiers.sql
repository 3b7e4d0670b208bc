-- grain: one row per customer
with judgements as (
    select * from {{ ref('int_tier_judgements') }}
),

memory as (
    select * from {{ ref('int_tier_memory') }}
    where goes_on
),

clock as (
    select * from {{ ref('int_tier_clock') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

-- only a tier by score is held: unknown is neither better nor worse, and insolvency does not wait
compared as (
    select
        judgements.*,
        clock.as_of_date,
        clock.is_evaluation,
        memory.held_tier,
        memory.tier_since as held_since,
        memory.previous_tier as tier_before_held,
        memory.tier_then,
        coalesce(memory.is_renamed, false) as is_renamed,
        coalesce(memory.month_ends_below, 0) as month_ends_before,
        coalesce(memory.month_ends_below, 0) + case when clock.is_evaluation then 1 else 0 end
            as month_ends_now,
        cast({{ score_rule('demotion_month_ends') }} as bigint) as month_ends_to_fall,
        coalesce(judgements.reason = 'score' and tonight.lower_bound < held.lower_bound, false)
            as is_below
    from judgements
    cross join clock
    left join memory on judgements.account_id = memory.account_id
    left join tier_bands as tonight on judgements.tier = tonight.tier
    left join tier_bands as held on memory.held_tier = held.tier
),

held_or_not as (
    select
        *,
        is_below and month_ends_now < month_ends_to_fall as is_held
    from compared
),

decided as (
    select
        *,
        case when is_held then held_tier else tier end as tier_now,
        case
            when is_held then month_ends_now
            when reason = 'score' and not is_below and not is_evaluation then month_ends_before
            else 0
        end as month_ends_below
    from held_or_not
),

-- a new entry of the state log: a tier that differs, or one that goes on under another id
changed as (
    select
        *,
        held_tier is null or held_tier <> tier_now or is_renamed as is_changed
    from decided
),

final as (
    select
        account_id,
        as_of_date,
        tier_now as tier,
        scored_tier,
        case when is_held then 'held' else reason end as tier_reason,
        case
            when is_held
                then {{ month_end_after('as_of_date', 'month_ends_to_fall - month_ends_below') }}
        end as held_until,
        month_ends_below,
        is_below,
        month_ends_below <> case when is_renamed then 0 else month_ends_before end
            as is_clock_changed,
        is_changed,
        case
            when held_tier is null then 'first'
            when is_renamed then 'merged'
            when is_changed then 'customer_changed'
        end as cause,
        nullif(case when is_changed then held_tier else tier_before_held end, 'none')
            as previous_tier,
        case when is_changed then as_of_date else held_since end as tier_since,
        tier_then
    from changed
)

select * from final
