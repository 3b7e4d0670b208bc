-- grain: one row per account id that ever had a tier, as of last night
with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where object in ('tier', 'demotion') and as_of_date < {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

dated as (
    select
        *,
        lag(value_text) over (partition by object, account_id order by as_of_date)
            as previous_value_text,
        {{ days_between('as_of_date', as_of_date()) }} >= {{ score_rule('trend_days') }}
            as is_old_enough
    from past
),

remembered as (
    select
        account_id as logged_account_id,
        max_by(value_text, as_of_date) filter (where object = 'tier') as held_tier,
        max_by(previous_value_text, as_of_date) filter (where object = 'tier') as previous_tier,
        max(as_of_date) filter (where object = 'tier') as tier_since,
        max_by(value_text, as_of_date) filter (where object = 'tier' and is_old_enough)
            as tier_then,
        coalesce(max_by(value_number, as_of_date) filter (where object = 'demotion'), 0)
            as month_ends_below,
        max_by(cause, as_of_date) filter (where object = 'demotion') as clock_cause
    from dated
    group by account_id
),

-- an account id is the key of a record, so the identity map says where a merged one went
named_as_today as (
    select
        remembered.*,
        coalesce(identity.account_id, remembered.logged_account_id) as account_id
    from remembered
    left join identity on remembered.logged_account_id = identity.source_account_key
),

-- of several ids that are one account now, the account's own goes on, if it holds a tier
final as (
    select
        logged_account_id,
        account_id,
        logged_account_id <> account_id as is_renamed,
        held_tier,
        previous_tier,
        tier_since,
        tier_then,
        cast(month_ends_below as bigint) as month_ends_below,
        case when clock_cause in ('rules_changed', 'sources_changed') then clock_cause end
            as clock_cause,
        row_number() over (
            partition by account_id
            order by
                (held_tier <> 'none') desc,
                (logged_account_id = account_id) desc,
                tier_since desc,
                logged_account_id asc
        ) = 1 as goes_on
    from named_as_today
)

select * from final
