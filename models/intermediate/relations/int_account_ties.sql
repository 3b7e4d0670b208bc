-- grain: one row per kind of tie and ordered pair of different accounts
with referrals as (
    select * from {{ ref('int_referrals') }}
    where not is_own and referrer_account_id is not null and referred_account_id is not null
),

members as (
    select * from {{ ref('int_member_accounts') }}
    where account_id is not null
),

events as (
    select * from {{ ref('stg_community__events') }}
    where loaded_day <= {{ as_of_date() }} and event_type in ('post', 'reply')
),

said as (
    select
        events.source_system,
        events.event_id,
        events.event_type,
        events.reply_to_event_id,
        members.account_id
    from events
    inner join members
        on events.source_system = members.source_system and events.member_id = members.member_id
),

replied as (
    select
        replies.account_id as from_account_id,
        answered.account_id as to_account_id
    from said as replies
    inner join said as answered
        on
            replies.source_system = answered.source_system
            and replies.reply_to_event_id = answered.event_id
    where replies.event_type = 'reply' and replies.account_id <> answered.account_id
),

final as (
    select
        'referral' as kind,
        referrer_account_id as from_account_id,
        referred_account_id as to_account_id,
        cast(count(*) as bigint) as tie_count
    from referrals
    group by referrer_account_id, referred_account_id
    union all
    select
        'reply' as kind,
        from_account_id,
        to_account_id,
        cast(count(*) as bigint) as tie_count
    from replied
    group by from_account_id, to_account_id
)

select * from final
