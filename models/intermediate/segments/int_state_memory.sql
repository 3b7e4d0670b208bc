-- grain: one row per object, account and item that the state log knows, as of last night
with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where object in ('warning', 'segment', 'abm_demotion') and as_of_date < {{ as_of_date() }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- The log keeps the id of its night; the identity map says which account that is today. Of several
-- entries of one night that of the account's own id counts.
named_as_today as (
    select
        past.*,
        coalesce(identity.account_id, past.account_id) as account_id_today
    from past
    left join identity on past.account_id = identity.source_account_key
    qualify row_number() over (
        partition by
            past.object,
            coalesce(identity.account_id, past.account_id),
            past.item,
            past.as_of_date
        order by
            (coalesce(identity.account_id, past.account_id) = past.account_id) desc,
            past.account_id asc
    ) = 1
),

followed as (
    select
        *,
        coalesce(
            lag(value_text) over (
                partition by object, account_id_today, item order by as_of_date
            ), 'none'
        ) as value_before
    from named_as_today
),

-- a warning that only changes its severity goes on
final as (
    select
        object,
        account_id_today as account_id,
        item,
        max_by(value_text, as_of_date) as value_text,
        max_by(value_number, as_of_date) as value_number,
        max(as_of_date) filter (where object <> 'warning' or value_before = 'none') as since_date,
        max_by(rules_version, as_of_date) as rules_version
    from followed
    group by object, account_id_today, item
)

select * from final
