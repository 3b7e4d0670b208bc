-- grain: one row per account and month from the start of its first paid subscription on
with subscription_terms as (
    select *
    from {{ ref('int_subscription_terms') }}
    where account_id is not null
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

seen as (
    select
        subscription_terms.account_id,
        subscription_terms.started_on,
        subscription_terms.ended_on,
        subscription_terms.mrr_amount,
        months.month,
        months.observed_on,
        months.observed_on - rules.growth_days as before_on
    from subscription_terms
    cross join rules
    inner join months on subscription_terms.started_on <= months.observed_on
),

-- Without a price on a day, null: unknown or no contract.
final as (
    select
        account_id,
        month,
        min(started_on) as first_started_on,
        max(ended_on) as last_ended_on,
        bool_or(ended_on >= month) as is_active,
        bool_or(ended_on >= observed_on) as is_running,
        cast(
            sum(mrr_amount) filter (where ended_on >= observed_on) as decimal(18, 2)
        ) as mrr_amount,
        cast(
            sum(mrr_amount) filter (where before_on between started_on and ended_on)
            as decimal(18, 2)
        ) as mrr_before_amount
    from seen
    group by account_id, month
)

select * from final
