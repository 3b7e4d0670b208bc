-- grain: one row per scoring date and account of an open lead, with what was known of it by then
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
    where account_id is not null
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

account_versions as (
    {{ vendor_rows('crm', 'accounts') }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
    where not coalesce(is_trial, false)
),

talkers as (
    select * from {{ ref('int_contact_talks') }}
),

answers as (
    select * from {{ ref('lead_answers') }}
    where indicator = 'L3b'
),

pairs as (
    select distinct
        scoring_date,
        account_id
    from lead_dates
),

-- a head count enters a past date only through versions of then
head_counts as (
    select
        pairs.scoring_date,
        pairs.account_id,
        max_by(
            account_versions.employees,
            cast(
                coalesce({{ local_date('account_versions.updated_at') }}, {{ as_of_date() }})
                as string
            ) || account_versions.source_account_key || account_versions._drop
            || lpad(cast(account_versions._row as string), 12, '0')
        ) as employees
    from pairs
    inner join identity on pairs.account_id = identity.account_id
    inner join account_versions
        on identity.source_account_key = account_versions.source_account_key
    where
        account_versions.employees > 0
        and not account_versions.is_rejected
        and pairs.scoring_date
        >= coalesce({{ local_date('account_versions.updated_at') }}, {{ as_of_date() }})
    group by pairs.scoring_date, pairs.account_id
),

contracts as (
    select
        pairs.scoring_date,
        pairs.account_id,
        cast(sum(subscriptions.seats) as bigint) as seats,
        min(subscriptions.renews_on) filter (
            where subscriptions.renews_on >= pairs.scoring_date
        ) as renews_on
    from pairs
    inner join identity on pairs.account_id = identity.account_id
    inner join subscriptions
        on identity.source_account_key = subscriptions.source_account_key
    where
        subscriptions.started_on <= pairs.scoring_date
        and coalesce(subscriptions.ended_on, date '9999-12-31') >= pairs.scoring_date
    group by pairs.scoring_date, pairs.account_id
),

access as (
    select
        pairs.scoring_date,
        pairs.account_id,
        max(answers.score) as best_seniority
    from pairs
    inner join talkers
        on
            pairs.account_id = talkers.account_id
            and pairs.scoring_date >= talkers.talked_on
    inner join answers on talkers.seniority = answers.answer
    group by pairs.scoring_date, pairs.account_id
),

final as (
    select
        pairs.scoring_date,
        pairs.account_id,
        head_counts.employees,
        contracts.seats,
        contracts.renews_on,
        access.best_seniority
    from pairs
    left join head_counts
        on
            pairs.scoring_date = head_counts.scoring_date
            and pairs.account_id = head_counts.account_id
    left join contracts
        on
            pairs.scoring_date = contracts.scoring_date
            and pairs.account_id = contracts.account_id
    left join access
        on pairs.scoring_date = access.scoring_date and pairs.account_id = access.account_id
)

select * from final
