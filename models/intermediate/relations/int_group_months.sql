-- grain: one row per community group and month in which something was done in it
with members as (
    select
        *,
        coalesce(group_id, 'unknown') as home_group_id
    from {{ ref('int_member_accounts') }}
),

events as (
    select * from {{ ref('stg_community__events') }}
    where loaded_day <= {{ as_of_date() }}
),

placed as (
    select
        events.source_system,
        events.event_id,
        events.member_id,
        events.event_type,
        events.reply_to_event_id,
        events.occurred_at,
        cast(date_trunc('month', events.loaded_day) as date) as month,
        coalesce(events.group_id, members.home_group_id, 'unknown') as group_key,
        coalesce(members.role = 'admin', false) as is_manager,
        case
            when members.home_group_id = coalesce(events.group_id, members.home_group_id)
                then events.member_id
        end as own_member_id
    from events
    left join members
        on events.source_system = members.source_system and events.member_id = members.member_id
),

-- what managers post themselves needs no answer of theirs, and nobody answers oneself
answered as (
    select
        posts.source_system,
        posts.event_id,
        min(replies.occurred_at) filter (where replies.is_manager and not posts.is_manager)
            as manager_replied_at
    from placed as posts
    inner join placed as replies
        on
            posts.source_system = replies.source_system
            and posts.event_id = replies.reply_to_event_id
            and posts.member_id <> replies.member_id
            and posts.occurred_at <= replies.occurred_at
    where posts.event_type = 'post' and replies.event_type = 'reply'
    group by posts.source_system, posts.event_id
),

counted as (
    select
        placed.group_key,
        placed.month,
        count(*) filter (where placed.event_type <> 'rule_breach') as events,
        count(distinct case when placed.event_type <> 'rule_breach' then placed.own_member_id end)
            as active_members,
        count(*) filter (where placed.event_type = 'post') as posts,
        count(*) filter (where placed.event_type = 'reply') as replies,
        count(*) filter (where placed.event_type = 'read') as reads,
        count(*) filter (where placed.event_type in ('like', 'click')) as reactions,
        count(*) filter (where placed.event_type = 'event_join') as event_joins,
        count(*) filter (where placed.event_type = 'rule_breach') as rule_breaches,
        count(answered.event_id) as answered_posts,
        count(answered.manager_replied_at) as manager_answered_posts,
        median(cast(
            {{ epoch_micros('answered.manager_replied_at') }}
            - {{ epoch_micros('placed.occurred_at') }} as double
        )) / 3.6e9 as manager_first_reply_hours
    from placed
    left join answered
        on
            placed.source_system = answered.source_system
            and placed.event_id = answered.event_id
    group by placed.group_key, placed.month
),

ranked as (
    select
        group_key,
        month,
        count(*) as contributions,
        row_number() over (
            partition by group_key, month order by count(*) desc, source_system asc, member_id asc
        ) as place
    from placed
    where event_type in ('post', 'reply')
    group by group_key, month, source_system, member_id
),

concentrated as (
    select
        group_key,
        month,
        count(*) as contributors,
        sum(contributions) as contributions,
        cast(sum(contributions * place) as decimal(27, 2)) as rank_weighted
    from ranked
    group by group_key, month
),

final as (
    select
        counted.*,
        coalesce(concentrated.contributors, 0) as contributors,
        {{ gini(
            'concentrated.contributors', 'concentrated.contributions', 'concentrated.rank_weighted'
        ) }} as contributor_gini
    from counted
    left join concentrated
        on counted.group_key = concentrated.group_key and counted.month = concentrated.month
)

select * from final
