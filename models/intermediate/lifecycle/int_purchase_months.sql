-- grain: one row per customer and month with a purchase: what holds until the next such month
with purchase_gaps as (
    select * from {{ ref('int_purchase_gaps') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

monthly as (
    select
        account_id,
        month,
        min(first_purchased_on) as first_purchased_on,
        max(purchased_on) as last_purchased_on,
        max(purchase_number) as purchase_days
    from purchase_gaps
    group by account_id, month
),

-- Its own gaps change with a purchase only. n purchases have n - 1 gaps.
ranked as (
    select
        monthly.account_id,
        monthly.month,
        purchase_gaps.gap_days,
        row_number() over (
            partition by monthly.account_id, monthly.month order by purchase_gaps.gap_days
        ) as gaps_up_to,
        rules.gap_percent * (monthly.purchase_days - 2) as gap_target
    from monthly
    inner join purchase_gaps
        on
            monthly.account_id = purchase_gaps.account_id
            and monthly.last_purchased_on >= purchase_gaps.purchased_on
    cross join rules
    where purchase_gaps.gap_days is not null and monthly.purchase_days >= rules.min_orders
),

own as (
    select
        account_id,
        month,
        {{ percentile_days('gap_days', 'gaps_up_to', 'gap_target') }} as long_gap_days
    from ranked
    group by account_id, month
),

final as (
    select
        monthly.account_id,
        monthly.month,
        lead(monthly.month, 1, date '9999-12-01') over (
            partition by monthly.account_id order by monthly.month
        ) as next_month,
        monthly.first_purchased_on,
        monthly.last_purchased_on,
        monthly.purchase_days,
        own.long_gap_days
    from monthly
    left join own on monthly.account_id = own.account_id and monthly.month = own.month
)

select * from final
