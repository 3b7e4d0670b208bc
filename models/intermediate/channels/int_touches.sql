-- grain: one row per touch of an account, as of the date
with sessions as (
    select * from {{ ref('int_web_sessions') }}
    where account_id is not null
),

touchpoints as (
    select * from {{ ref('int_touchpoints') }}
),

touch_types as (
    select * from {{ ref('touch_types') }}
    where is_touch
),

rules as (
    select
        cast(max(value) filter (where rule = 'window_days') as int) as window_days,
        cast(max(value) filter (where rule = 'repeat_minutes') as bigint) as repeat_minutes
    from {{ ref('attribution_rules') }}
),

met as (
    select
        sessions.account_id,
        touch_types.touch_type,
        touch_types.item,
        coalesce(nullif(touch_types.channel, '(own)'), sessions.channel) as channel,
        sessions.started_at as touched_at
    from sessions
    inner join touch_types
        on
            touch_types.touch_type = 'web_session'
            and touch_types.item = case when sessions.is_engaged then 'engaged' else 'fleeting' end
    union all
    select
        account_id,
        touch_type,
        item,
        channel,
        touched_at
    from touchpoints
    where account_id is not null
),

followed as (
    select
        *,
        {{ local_date('touched_at') }} as touched_on,
        row_number() over account_path as touch_no,
        lag(channel) over account_path as previous_channel,
        lag(touched_at) over account_path as previous_at
    from met
    window account_path as (
        partition by account_id order by touched_at, touch_type, item, channel
    )
),

judged as (
    select
        followed.*,
        -- A click in a mail, the visit that follows and the form at its end are one touch.
        coalesce(
            followed.channel in (followed.previous_channel, 'unknown')
            and {{ epoch_micros('followed.touched_at') }}
            - {{ epoch_micros('followed.previous_at') }}
            <= rules.repeat_minutes * 60000000,
            false
        ) as is_repeat,
        case
            when
                {{ days_between(local_date('followed.previous_at'), 'followed.touched_on') }}
                > rules.window_days
                then 1
            else 0
        end as is_after_silence
    from followed
    cross join rules
),

final as (
    select
        account_id,
        cast(touch_no as bigint) as touch_no,
        touched_at,
        touched_on,
        touch_type,
        item,
        channel,
        cast(
            sum(is_after_silence) over (partition by account_id order by touch_no) as bigint
        ) as episode_no
    from judged
    where not is_repeat
)

select * from final
