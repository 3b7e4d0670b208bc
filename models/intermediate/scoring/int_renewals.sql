-- grain: one row per account that ever paid a subscription
with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
    where not coalesce(is_trial, false)
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

termed as (
    select
        *,
        coalesce(
            renews_on, cast({{ dbt.dateadd('month', 'term_months', 'started_on') }} as date)
        ) as term_ends_on
    from subscriptions
),

-- every change of seats or price is a row of its own; a renewal is one that starts at or after
-- the end of the term before
following as (
    select
        source_account_key,
        started_on,
        lag(term_ends_on) over (
            partition by source_system, subscription_id order by started_on
        ) as earlier_term_ends_on
    from termed
),

final as (
    select
        identity.account_id,
        count(*) filter (where following.started_on >= following.earlier_term_ends_on) as renewals
    from following
    inner join identity on following.source_account_key = identity.source_account_key
    group by identity.account_id
)

select * from final
