-- grain: one row per account and person that did something lately
with activities as (
    select * from {{ ref('stg_crm__activities') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

web_days as (
    select * from {{ ref('int_account_web_days') }}
),

community_events as (
    select * from {{ ref('stg_community__events') }}
),

members as (
    select * from {{ ref('int_member_accounts') }}
    where account_id is not null
),

activity_points as (
    select * from {{ ref('activity_points') }}
),

tag_rules as (
    select * from {{ ref('tag_rules') }}
),

limits as (
    select
        cast({{ score_rule('activity_half_life_days', 'tag_rules') }} as double) as half_life_days,
        cast({{ score_rule('activity_days', 'tag_rules') }} as int) as activity_days,
        cast({{ score_rule('points_per_person', 'tag_rules') }} as double) as points_per_person
),

-- only what the people there did themselves: they came, they answered or they began it
done as (
    select
        identity.account_id,
        'contact ' || coalesce(activities.contact_id, '') as person,
        activities.activity_type as activity,
        activities.loaded_day as done_on,
        1 as times
    from activities
    inner join identity on activities.source_account_key = identity.source_account_key
    where
        activities.outcome in ('held', 'replied')
        or (activities.direction = 'inbound' and coalesce(activities.outcome <> 'no_show', true))
    union all
    select
        account_id,
        'visitor ' || visitor_key as person,
        'web_session' as activity,
        visited_on as done_on,
        engaged_sessions as times
    from web_days
    union all
    select
        account_id,
        'visitor ' || visitor_key as person,
        'web_conversion' as activity,
        visited_on as done_on,
        converting_sessions as times
    from web_days
    union all
    select
        members.account_id,
        'member ' || members.member_id as person,
        'community_' || community_events.event_type as activity,
        community_events.loaded_day as done_on,
        1 as times
    from community_events
    inner join members
        on
            community_events.source_system = members.source_system
            and community_events.member_id = members.member_id
),

aged as (
    select
        done.account_id,
        done.person,
        limits.points_per_person,
        cast(activity_points.points as double) * done.times as points,
        {{ days_between('done.done_on', as_of_date()) }} / limits.half_life_days as half_lives
    from done
    inner join activity_points on done.activity = activity_points.activity
    cross join limits
    where
        done.done_on <= {{ as_of_date() }}
        and done.done_on > {{ as_of_date() }} - limits.activity_days
),

final as (
    select
        account_id,
        person,
        least(sum(points * power(0.5e0, half_lives)), max(points_per_person)) as points
    from aged
    group by account_id, person
)

select * from final
