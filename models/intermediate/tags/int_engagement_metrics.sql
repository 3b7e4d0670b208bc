-- grain: one row per account that may be tagged
with attributes as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

contacts as (
    select * from {{ ref('int_contact_metrics') }}
),

profiles as (
    select * from {{ ref('int_profile_metrics') }}
),

referrals as (
    select * from {{ ref('stg_community__referrals') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

user_metrics as (
    select * from {{ ref('int_user_metrics') }}
),

influence_points as (
    select * from {{ ref('influence_points') }}
),

feed_coverage as (
    select
        bool_or(is_provided) filter (where feed = 'referrals') as has_referrals,
        bool_or(is_provided) filter (where feed <> 'referrals') as has_activity
    from {{ ref('int_feed_coverage') }}
    where feed in ('crm_activities', 'web_events', 'community_events', 'referrals')
),

referred as (
    select
        identity.account_id,
        cast(count(*) as bigint) as referrals_given
    from referrals
    inner join identity on referrals.referrer_source_account_key = identity.source_account_key
    group by identity.account_id
),

active as (
    select
        account_id,
        sum(points) as activity_points,
        count(*) as active_people
    from {{ ref('int_activity_points') }}
    group by account_id
),

traits as (
    {% for trait in ['executives', 'decision_makers', 'contacts'] -%}
        select
            account_id,
            '{{ trait }}' as trait,
            {{ trait }} as times
        from contacts
        union all
    {% endfor -%}
    select
        account_id,
        'subsidiaries' as trait,
        subsidiaries as times
    from profiles
    union all
    select
        account_id,
        'referrals' as trait,
        referrals_given as times
    from referred
    union all
    select
        account_id,
        'reference' as trait,
        1 as times
    from user_metrics
    where metric = 'reference_customer' and value_text = 'true'
),

weighed as (
    select
        traits.account_id,
        sum(least(traits.times, influence_points.most_times) * influence_points.points)
            as influence_points
    from traits
    inner join influence_points on traits.trait = influence_points.trait
    where traits.times is not null
    group by traits.account_id
),

-- influence is that of people: without contacts nobody knows it
final as (
    select
        attributes.account_id,
        case when feed_coverage.has_activity then coalesce(active.activity_points, 0e0) end
            as activity_points,
        case when feed_coverage.has_activity then coalesce(active.active_people, 0) end
            as active_people,
        case when contacts.contacts is not null then weighed.influence_points end
            as influence_points,
        case when feed_coverage.has_referrals then coalesce(referred.referrals_given, 0) end
            as referrals_given
    from attributes
    cross join feed_coverage
    left join active on attributes.account_id = active.account_id
    left join contacts on attributes.account_id = contacts.account_id
    left join weighed on attributes.account_id = weighed.account_id
    left join referred on attributes.account_id = referred.account_id
)

select * from final
