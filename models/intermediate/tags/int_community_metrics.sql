-- grain: one row per account that may be tagged
with attributes as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

members as (
    select * from {{ ref('int_member_accounts') }}
    where account_id is not null
),

events as (
    select * from {{ ref('stg_community__events') }}
    where loaded_day <= {{ as_of_date() }} and loaded_day > {{ as_of_date() }} - 90
),

feed_coverage as (
    select
        bool_or(is_provided) filter (where feed = 'community_members') as has_members,
        count(*) filter (where is_provided) = 2 as has_events
    from {{ ref('int_feed_coverage') }}
    where feed in ('community_members', 'community_events')
),

joined as (
    select
        account_id,
        count(*) as members,
        {{ days_between(local_date('min(joined_at)'), as_of_date()) }} as days_in_community
    from members
    group by account_id
),

placed_in_time as (
    select
        members.account_id,
        members.member_id,
        events.event_type,
        events.loaded_day > {{ as_of_date() }} - 30 as is_this_month
    from events
    inner join members
        on events.source_system = members.source_system and events.member_id = members.member_id
),

counted as (
    select
        account_id,
        count(*) filter (where is_this_month and event_type = 'post') as posts,
        count(*) filter (where is_this_month and event_type = 'reply') as replies,
        count(*) filter (where is_this_month and event_type = 'read') as reads,
        count(*) filter (where is_this_month and event_type in ('like', 'click')) as reactions,
        count(*) filter (where event_type = 'event_join') as event_joins,
        count(distinct member_id) as active_members
    from placed_in_time
    where event_type <> 'rule_breach'
    group by account_id
),

-- an account without members has 0 of everything, but no time since it joined
final as (
    select
        attributes.account_id,
        joined.days_in_community,
        case when feed_coverage.has_members then coalesce(joined.members, 0) end
            as community_members,
        case when feed_coverage.has_events then coalesce(counted.posts, 0) end
            as community_posts_30d,
        case when feed_coverage.has_events then coalesce(counted.replies, 0) end
            as community_replies_30d,
        case when feed_coverage.has_events then coalesce(counted.reads, 0) end
            as community_reads_30d,
        case when feed_coverage.has_events then coalesce(counted.reactions, 0) end
            as community_reactions_30d,
        case when feed_coverage.has_events then coalesce(counted.event_joins, 0) end
            as community_event_joins_90d,
        case when feed_coverage.has_events then coalesce(counted.active_members, 0) end
            as active_members_90d
    from attributes
    cross join feed_coverage
    left join joined on attributes.account_id = joined.account_id
    left join counted on attributes.account_id = counted.account_id
)

select * from final
