-- grain: one row per customer and month: how long it has been silent and how long is too long
with lifecycle_months as (
    select * from {{ ref('int_lifecycle_months') }}
),

gap_pools as (
    select * from {{ ref('int_gap_pools') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

-- Its own gaps, else those of its size band, else of all; where nothing is known the cap.
bounded as (
    select
        lifecycle_months.*,
        rules.churn_multiple,
        rules.grace_days,
        {{ days_between('lifecycle_months.last_purchased_on', 'lifecycle_months.observed_on') }}
            as days_since_order,
        greatest(rules.gap_floor_days, least(rules.gap_cap_days, coalesce(
            lifecycle_months.own_long_gap_days,
            band.long_gap_days,
            everyone.long_gap_days,
            rules.gap_cap_days
        ))) as long_gap_days
    from lifecycle_months
    cross join rules
    left join attributes on lifecycle_months.account_id = attributes.account_id
    left join gap_pools as band
        on lifecycle_months.month = band.month and attributes.size_band = band.size_band
    left join gap_pools as everyone
        on lifecycle_months.month = everyone.month and everyone.size_band = 'all'
),

-- A contract decides from its start on, and after its end until the account orders again.
decided as (
    select
        *,
        cast(floor(long_gap_days) as bigint) as gap_threshold_days,
        cast(floor(long_gap_days * churn_multiple) as bigint) as churn_threshold_days,
        {{ days_between('last_ended_on', 'observed_on') }} as days_since_contract,
        first_started_on is not null
        and (is_running or coalesce(last_purchased_on <= last_ended_on, true)) as is_contractual
    from bounded
),

final as (
    select
        account_id,
        month,
        is_contractual,
        days_since_order,
        case when last_purchased_on is not null then gap_threshold_days end as gap_threshold_days,
        case
            when last_purchased_on is not null then churn_threshold_days
        end as churn_threshold_days,
        case
            when is_contractual then not is_running
            else bool_or(not is_contractual and days_since_order > gap_threshold_days) over silence
        end as is_dormant,
        case
            when is_contractual then not is_running and days_since_contract > grace_days
            else bool_or(
                not is_contractual and days_since_order > churn_threshold_days
            ) over silence
        end as is_churned
    from decided
    -- A threshold that moves wakes nobody: only an order ends a silence.
    window silence as (
        partition by account_id, last_purchased_on
        order by month
        rows between unbounded preceding and current row
    )
)

select * from final
