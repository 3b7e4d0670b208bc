-- grain: one row per community group and month since its first member or event
with members as (
    select
        coalesce(group_id, 'unknown') as group_key,
        cast(date_trunc('month', {{ local_date('joined_at') }}) as date) as month
    from {{ ref('int_member_accounts') }}
),

group_months as (
    select * from {{ ref('int_group_months') }}
),

months as (
    select month from {{ ref('int_months') }}
),

community_rules as (
    select * from {{ ref('community_rules') }}
),

feed_coverage as (
    select bool_or(is_provided) as has_events
    from {{ ref('int_feed_coverage') }}
    where feed = 'community_events'
),

seen as (
    select
        group_key,
        month
    from members
    union all
    select
        group_key,
        month
    from group_months
),

beginnings as (
    select
        group_key,
        min(month) as first_month
    from seen
    group by group_key
),

peopled as (
    select
        beginnings.group_key,
        months.month,
        count(members.group_key) as members,
        count(*) filter (where members.month = months.month) as joined_members
    from beginnings
    inner join months on beginnings.first_month <= months.month
    left join members
        on beginnings.group_key = members.group_key and months.month >= members.month
    group by beginnings.group_key, months.month
),

{% set counts = [
    'active_members', 'posts', 'replies', 'reads', 'reactions', 'event_joins', 'rule_breaches',
    'contributors', 'answered_posts', 'manager_answered_posts'
] -%}
final as (
    select
        peopled.group_key as group_id,
        peopled.month,
        cast(peopled.members as bigint) as members,
        cast(peopled.joined_members as bigint) as joined_members,
        {% for count in counts -%}
            cast(
                case when feed_coverage.has_events then coalesce(group_months.{{ count }}, 0) end
                as bigint
            ) as {{ count }},
        {% endfor -%}
        case
            when feed_coverage.has_events
                then {{ rate_of('coalesce(group_months.active_members, 0)', 'peopled.members') }}
        end as active_rate,
        case
            when feed_coverage.has_events
                then {{ rate_of('group_months.answered_posts', 'group_months.posts') }}
        end as reply_rate,
        {{ round_alike('group_months.manager_first_reply_hours', 6) }}
            as manager_first_reply_hours,
        {{ round_alike('group_months.contributor_gini', 6) }} as contributor_gini,
        case
            when not feed_coverage.has_events then 'unknown'
            when
                coalesce(group_months.events, 0) >= peopled.members
                * {{ score_rule('high_frequency', 'community_rules') }}
                and group_months.events > 0
                then 'high'
            else 'low'
        end as frequency
    from peopled
    cross join feed_coverage
    left join group_months
        on peopled.group_key = group_months.group_key and peopled.month = group_months.month
)

select * from final
