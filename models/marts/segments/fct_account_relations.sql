-- grain: one row per account
with attributes as (
    select * from {{ ref('int_account_attributes') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

connections as (
    select * from {{ ref('int_account_connections') }}
),

centralities as (
    select * from {{ ref('int_account_centrality') }}
),

referral_loops as (
    select * from {{ ref('int_referral_loops') }}
),

contacts as (
    select
        account_id,
        count(*) as people
    from {{ ref('int_contacts') }}
    where not has_left
    group by account_id
),

members as (
    select
        account_id,
        count(*) as community_members
    from {{ ref('int_member_accounts') }}
    group by account_id
),

revenue_metrics as (
    select * from {{ ref('int_revenue_metrics') }}
),

provided as (
    select
        bool_or(is_provided) filter (where feed = 'referrals') as has_referrals,
        bool_or(is_provided) filter (where feed = 'crm_contacts') as has_contacts,
        bool_or(is_provided) filter (where feed = 'community_members') as has_members,
        count(*) filter (
            where is_provided and feed in ('community_members', 'community_events')
        ) = 2 as has_replies
    from {{ ref('int_feed_coverage') }}
),

family_members as (
    select
        attributes.account_id,
        attributes.parent_account_id,
        coalesce(attributes.ultimate_parent_account_id, attributes.account_id) as family_id,
        customers.account_id is not null as is_customer,
        revenue_metrics.revenue_12m_amount
    from attributes
    left join customers on attributes.account_id = customers.account_id
    left join revenue_metrics on attributes.account_id = revenue_metrics.account_id
),

families as (
    select
        family_id,
        count(*) as accounts,
        count(*) filter (where is_customer) as customers,
        sum(revenue_12m_amount) as revenue_12m_amount
    from family_members
    group by family_id
),

{% set given = [
    'referrals_given', 'referrals_received', 'referrals_won', 'own_referrals', 'referral_degree'
] -%}
final as (
    select
        family_members.account_id,
        {% for count in given -%}
            cast(
                case when provided.has_referrals then coalesce(connections.{{ count }}, 0) end
                as bigint
            ) as {{ count }},
        {% endfor -%}
        case when provided.has_referrals then referral_loops.account_id is not null end
            as is_in_referral_loop,
        cast(case when provided.has_contacts then coalesce(contacts.people, 0) end as bigint)
            as people,
        cast(
            case when provided.has_members then coalesce(members.community_members, 0) end
            as bigint
        ) as community_members,
        cast(
            case when provided.has_replies then coalesce(connections.reply_degree, 0) end
            as bigint
        ) as reply_degree,
        centralities.centrality,
        family_members.family_id,
        family_members.account_id = family_members.family_id as is_family_head,
        cast(families.accounts as bigint) as family_accounts,
        cast(families.customers as bigint) as family_customers,
        family_members.revenue_12m_amount,
        cast(families.revenue_12m_amount as decimal(18, 2)) as family_revenue_12m_amount
    from family_members
    inner join families on family_members.family_id = families.family_id
    cross join provided
    left join connections on family_members.account_id = connections.account_id
    left join centralities on family_members.account_id = centralities.account_id
    left join referral_loops on family_members.account_id = referral_loops.account_id
    left join contacts on family_members.account_id = contacts.account_id
    left join members on family_members.account_id = members.account_id
)

select * from final
