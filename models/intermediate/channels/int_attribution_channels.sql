-- grain: one row per channel of touches, with the name that it has in paths
with touches as (
    select * from {{ ref('int_touches') }}
),

rules as (
    select cast(max(value) filter (where rule = 'max_channels') as bigint) as max_channels
    from {{ ref('attribution_rules') }}
),

counted as (
    select
        channel,
        cast(count(*) as bigint) as touches
    from touches
    group by channel
),

-- What is unknown is no rare channel.
final as (
    select
        counted.channel,
        counted.touches,
        case
            when counted.channel = 'unknown' then 'unknown'
            when
                row_number() over (
                    order by
                        case when counted.channel = 'unknown' then 1 else 0 end,
                        counted.touches desc,
                        counted.channel asc
                ) > rules.max_channels
                then 'other'
            else counted.channel
        end as path_channel
    from counted
    cross join rules
)

select * from final
