-- grain: one row per path and touch; a path leads to a conversion, to a lost opportunity or nowhere
with touches as (
    select
        int_touches.account_id,
        int_touches.touch_no,
        int_touches.touched_on,
        int_touches.episode_no,
        channels.path_channel as channel
    from {{ ref('int_touches') }} as int_touches
    inner join {{ ref('int_attribution_channels') }} as channels
        on int_touches.channel = channels.channel
),

outcomes as (
    select * from {{ ref('int_outcomes') }}
),

rules as (
    select cast(max(value) filter (where rule = 'window_days') as int) as window_days
    from {{ ref('attribution_rules') }}
),

-- Whole days count: many deals are closed at midnight, before the meeting of that day.
led_to_outcomes as (
    select
        outcomes.outcome_id as path_id,
        touches.account_id,
        touches.touch_no,
        touches.channel,
        outcomes.is_conversion,
        {{ days_between('touches.touched_on', 'outcomes.happened_on') }} as days_before,
        outcomes.month,
        outcomes.amount
    from touches
    cross join rules
    inner join outcomes
        on
            touches.account_id = outcomes.account_id
            and touches.touched_on <= outcomes.happened_on
            and touches.touched_on >= outcomes.happened_on - rules.window_days
),

-- Touches that led nowhere yet are paths too: without them every channel would look alike.
led_nowhere as (
    select
        'nowhere:' || touches.account_id || ':' || cast(touches.episode_no as string) as path_id,
        touches.touch_no,
        touches.channel
    from touches
    where
        not exists (
            select 1
            from led_to_outcomes
            where
                led_to_outcomes.account_id = touches.account_id
                and led_to_outcomes.touch_no = touches.touch_no
        )
),

-- A conversion that nobody saw coming is a path with a touch 0 of an unknown channel.
unseen as (
    select *
    from outcomes
    where
        is_conversion
        and not exists (
            select 1
            from led_to_outcomes
            where led_to_outcomes.path_id = outcomes.outcome_id
        )
),

final as (
    select
        path_id,
        touch_no,
        channel,
        is_conversion,
        days_before,
        month,
        amount
    from led_to_outcomes
    union all
    select
        path_id,
        touch_no,
        channel,
        false as is_conversion,
        cast(null as bigint) as days_before,
        cast(null as date) as month,
        cast(null as decimal(18, 2)) as amount
    from led_nowhere
    union all
    select
        outcome_id as path_id,
        0 as touch_no,
        'unknown' as channel,
        true as is_conversion,
        0 as days_before,
        month,
        amount
    from unseen
)

select * from final
