-- grain: one row per account id and tag that was ever on, as of last night
with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where object = 'tag' and as_of_date < {{ as_of_date() }}
),

tags as (
    select * from {{ ref('tags') }}
),

latest as (
    select
        account_id,
        item as tag,
        max_by(value_text, as_of_date) as state,
        max(as_of_date) filter (where value_text = 'on') as on_since
    from past
    group by account_id, item
),

-- a tag that lapsed stays off until its rule has failed once
final as (
    select
        latest.account_id,
        latest.tag,
        latest.state,
        latest.on_since,
        coalesce(
            tags.expires_days > 0
            and (
                latest.state = 'lapsed'
                or (
                    latest.state = 'on'
                    and latest.on_since + tags.expires_days < {{ as_of_date() }}
                )
            ), false
        ) as has_lapsed
    from latest
    left join tags on latest.tag = tags.tag
)

select * from final
