-- grain: one row per community member
with members as (
    select * from {{ ref('int_member_accounts') }}
),

events as (
    select * from {{ ref('stg_community__events') }}
    where loaded_day <= {{ as_of_date() }}
),

community_rules as (
    select * from {{ ref('community_rules') }}
),

feed_coverage as (
    select bool_or(is_provided) as has_events
    from {{ ref('int_feed_coverage') }}
    where feed = 'community_events'
),

-- a breach of the rules is no activity
told_apart as (
    select
        members.source_system,
        members.member_id,
        events.event_type,
        events.occurred_at,
        events.loaded_day,
        events.event_type <> 'rule_breach' as is_activity,
        events.event_type <> 'rule_breach' and events.occurred_at >= members.joined_at
            as is_funnel_step,
        events.event_type in ('post', 'reply', 'event_join') as is_contribution,
        coalesce(
            {{ days_between('events.loaded_day', as_of_date()) }}
            < {{ score_rule('active_days', 'community_rules') }}, false
        ) as is_lately
    from members
    left join events
        on members.source_system = events.source_system and members.member_id = events.member_id
),

counted as (
    select
        source_system,
        member_id,
        min(occurred_at) filter (where is_funnel_step) as first_touch_at,
        min(occurred_at) filter (where is_funnel_step and is_contribution) as contributed_at,
        min(occurred_at) filter (where is_activity) as first_active_at,
        max(occurred_at) filter (where is_activity) as last_active_at,
        count(distinct loaded_day) filter (where is_activity and is_lately) as active_days,
        count(*) filter (where is_lately and event_type = 'post') as posts,
        count(*) filter (where is_lately and event_type = 'reply') as replies,
        count(*) filter (where is_lately and event_type = 'read') as reads,
        count(*) filter (where is_lately and event_type in ('like', 'click')) as reactions,
        count(*) filter (where is_lately and event_type = 'event_join') as event_joins,
        count(*) filter (where is_lately and event_type = 'rule_breach') as rule_breaches
    from told_apart
    group by source_system, member_id
),

-- without the feed of events nobody knows, which is not 0
final as (
    select
        members.source_system,
        members.member_id,
        members.account_id,
        members.group_id,
        members.role,
        members.joined_at,
        {{ days_between(local_date('members.joined_at'), as_of_date()) }} as days_in_community,
        feed_coverage.has_events as is_activity_known,
        counted.first_touch_at,
        counted.contributed_at,
        counted.first_active_at,
        counted.last_active_at,
        case when feed_coverage.has_events then counted.active_days end as active_days_30d,
        case when feed_coverage.has_events then counted.posts end as posts_30d,
        case when feed_coverage.has_events then counted.replies end as replies_30d,
        case when feed_coverage.has_events then counted.reads end as reads_30d,
        case when feed_coverage.has_events then counted.reactions end as reactions_30d,
        case when feed_coverage.has_events then counted.event_joins end as event_joins_30d,
        case when feed_coverage.has_events then counted.rule_breaches end as rule_breaches_30d
    from members
    inner join counted
        on
            members.source_system = counted.source_system
            and members.member_id = counted.member_id
    cross join feed_coverage
)

select * from final
