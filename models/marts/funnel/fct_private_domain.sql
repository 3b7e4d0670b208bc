-- grain: one row per community member
with members as (
    select * from {{ ref('int_member_activity') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }} and revenue_amount > 0
),

tenures as (
    select
        *,
        lead(from_days, 1, 1000000) over (order by from_days) as until_days
    from {{ ref('community_tenures') }}
),

interests as (
    select
        account_id,
        qualified_at
    from leads
    union all
    select
        account_id,
        created_at as qualified_at
    from opportunities
),

joined as (
    select
        members.*,
        {{ salted_hash("members.source_system || ':' || members.member_id") }} as member_key,
        tenures.tenure,
        coalesce(customers.first_customer_on < {{ local_date('members.joined_at') }}, false)
            as is_customer_at_joining
    from members
    left join customers on members.account_id = customers.account_id
    left join tenures
        on
            members.days_in_community >= tenures.from_days
            and members.days_in_community < tenures.until_days
),

-- who was a customer already needs no other sign of interest than the first touch
qualified as (
    select
        joined.member_key,
        joined.account_id,
        min(case
            when joined.is_customer_at_joining then joined.first_touch_at
            else interests.qualified_at
        end) as qualified_at
    from joined
    left join interests
        on
            joined.account_id = interests.account_id
            and joined.first_touch_at <= interests.qualified_at
    group by joined.member_key, joined.account_id
),

converted as (
    select
        qualified.member_key,
        qualified.qualified_at,
        min(revenue.revenue_on) as converted_on
    from qualified
    left join revenue
        on
            qualified.account_id = revenue.account_id
            and revenue.revenue_on >= {{ local_date('qualified.qualified_at') }}
    group by qualified.member_key, qualified.qualified_at
),

final as (
    select
        joined.member_key,
        joined.account_id,
        joined.group_id,
        joined.role,
        joined.joined_at,
        cast(joined.days_in_community as bigint) as days_in_community,
        joined.tenure,
        joined.is_customer_at_joining,
        joined.first_touch_at,
        joined.contributed_at,
        converted.qualified_at,
        converted.converted_on,
        case
            when not joined.is_activity_known then 'unknown'
            when converted.converted_on is not null then 'converted'
            when converted.qualified_at is not null then 'qualified'
            when joined.first_touch_at is not null then 'touched'
            else 'joined'
        end as current_step,
        joined.last_active_at,
        cast(joined.active_days_30d as bigint) as active_days_30d,
        cast(joined.posts_30d as bigint) as posts_30d,
        cast(joined.replies_30d as bigint) as replies_30d,
        cast(joined.reads_30d as bigint) as reads_30d,
        cast(joined.reactions_30d as bigint) as reactions_30d,
        cast(joined.event_joins_30d as bigint) as event_joins_30d,
        cast(joined.rule_breaches_30d as bigint) as rule_breaches_30d
    from joined
    inner join converted on joined.member_key = converted.member_key
)

select * from final
