-- grain: one row per pair of states that follow each other in paths
-- A path starts, goes from channel to channel, and ends with a conversion or nowhere.
with path_touches as (
    select *
    from {{ ref('int_path_touches') }}
    where touch_no > 0
),

steps as (
    select
        channel,
        is_conversion,
        coalesce(
            lag(channel) over (partition by path_id order by touch_no), '(start)'
        ) as previous_state,
        lead(channel) over (partition by path_id order by touch_no) is null as is_last
    from path_touches
),

final as (
    select
        previous_state as from_state,
        channel as to_state,
        cast(count(*) as bigint) as moves
    from steps
    group by previous_state, channel
    union all
    select
        channel as from_state,
        case when is_conversion then '(conversion)' else '(nowhere)' end as to_state,
        cast(count(*) as bigint) as moves
    from steps
    where is_last
    group by channel, is_conversion
)

select * from final
