-- grain: one row per object, account and item that the state log knows, as of last night
with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where object in ('warning', 'segment', 'abm_demotion') and as_of_date < {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- The log keeps the id of its night; the identity map says which account that is today.
named_as_today as (
    select
        past.*,
        coalesce(identity.account_id, past.account_id) as account_id_today
    from past
    left join identity on past.account_id = identity.source_account_key
),

final as (
    select
        object,
        account_id_today as account_id,
        item,
        value_text,
        value_number,
        as_of_date as since_date,
        rules_version
    from named_as_today
    qualify row_number() over (
        partition by object, account_id_today, item
        order by as_of_date desc, (account_id = account_id_today) desc, account_id asc
    ) = 1
)

select * from final
