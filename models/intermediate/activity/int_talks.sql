-- grain: one row per talk with an account in the time that the value score looks back at
with activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }} and activity_type <> 'task'
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

named as (
    select
        activities.*,
        coalesce(identity.account_id, contacts.account_id) as talked_account_id,
        contacts.buying_role,
        coalesce(contacts.has_left, true) as has_left
    from activities
    left join identity on activities.source_account_key = identity.source_account_key
    left join contacts
        on
            activities.source_system = contacts.source_system
            and activities.contact_id = contacts.contact_id
),

followed as (
    select
        named.*,
        rules.reply_cap_days,
        named.loaded_day > rules.trailing_start as is_lately,
        named.loaded_day > rules.role_start
        and coalesce(named.outcome not in ('no_show', 'no_reply'), true)
        and not named.has_left as is_engaged,
        min(case when named.direction = 'inbound' then named.occurred_at end) over (
            partition by named.talked_account_id
            order by named.occurred_at desc, named.activity_id desc, named.source_system desc
            rows between unbounded preceding and 1 preceding
        ) as answered_at
    from named
    cross join rules
    where
        named.talked_account_id is not null
        and named.loaded_day > least(rules.trailing_start, rules.role_start)
),

-- silence is a wait until now
waited as (
    select
        *,
        cast(
            {{ epoch_micros(
                "case when outcome = 'no_reply' then coalesce(answered_at, " ~ as_of_end()
                ~ ") else answered_at end"
            ) }} - {{ epoch_micros('occurred_at') }} as double
        ) / 86400000000e0 as wait_days
    from followed
),

final as (
    select
        source_system,
        activity_id,
        talked_account_id as account_id,
        loaded_day as talked_on,
        outcome,
        is_lately,
        activity_type in ('meeting', 'visit', 'demo') and outcome in ('held', 'no_show')
            as is_appointment,
        is_engaged,
        case when is_engaged then nullif(buying_role, 'unknown') end as engaged_role,
        case
            when activity_type not in ('email', 'message') or direction <> 'outbound' then null
            when outcome = 'no_reply' then least(wait_days, reply_cap_days)
            -- a later one is no answer: nobody wrote down when the real one came
            when wait_days <= reply_cap_days then wait_days
        end as days_to_reply
    from waited
)

select * from final
