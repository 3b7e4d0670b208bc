-- grain: one row per account and month that brought revenue or took service
with account_revenue as (
    select *
    from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

service_costs as (
    select * from {{ ref('int_service_costs') }}
),

first_purchases as (
    select
        account_id,
        min(revenue_on) as first_purchase_on
    from account_revenue
    where purchases > 0
    group by account_id
),

-- All purchases of a day are one; the first day brings a customer, the later ones repeat.
earned as (
    select
        account_revenue.account_id,
        cast(date_trunc('month', account_revenue.revenue_on) as date) as month,
        account_revenue.revenue_on,
        account_revenue.revenue_amount,
        account_revenue.margin_amount,
        account_revenue.costed_amount,
        account_revenue.purchases > 0 as is_purchase,
        account_revenue.purchases > 0
        and account_revenue.revenue_on > first_purchases.first_purchase_on as is_repeat
    from account_revenue
    left join first_purchases on account_revenue.account_id = first_purchases.account_id
),

measured as (
    select
        account_id,
        month,
        sum(revenue_amount) as revenue_amount,
        sum(margin_amount) as margin_amount,
        sum(costed_amount) as costed_amount,
        sum(revenue_amount) filter (where is_repeat) as repeat_amount,
        count(revenue_amount) filter (where is_repeat) as priced_repeat_days,
        count(*) filter (where is_purchase) as purchase_days,
        min(revenue_on) filter (where is_purchase) as first_purchase_on,
        max(revenue_on) filter (where is_purchase) as last_purchase_on,
        cast(null as decimal(18, 2)) as service_amount,
        cast(null as decimal(18, 2)) as sales_amount,
        true as has_revenue
    from earned
    group by account_id, month
    union all
    select
        account_id,
        month,
        null as revenue_amount,
        null as margin_amount,
        null as costed_amount,
        null as repeat_amount,
        0 as priced_repeat_days,
        0 as purchase_days,
        null as first_purchase_on,
        null as last_purchase_on,
        sum(cost_amount) as service_amount,
        sum(cost_amount) filter (where phase = 'pre_sale') as sales_amount,
        false as has_revenue
    from service_costs
    group by account_id, month
),

-- Sums leave unknown amounts out and are unknown where every amount is.
final as (
    select
        account_id,
        month,
        cast(sum(revenue_amount) as decimal(18, 2)) as revenue_amount,
        cast(sum(margin_amount) as decimal(18, 2)) as margin_amount,
        cast(sum(costed_amount) as decimal(18, 2)) as costed_amount,
        cast(sum(repeat_amount) as decimal(18, 2)) as repeat_amount,
        cast(sum(priced_repeat_days) as bigint) as priced_repeat_days,
        cast(sum(purchase_days) as bigint) as purchase_days,
        min(first_purchase_on) as first_purchase_on,
        max(last_purchase_on) as last_purchase_on,
        cast(coalesce(sum(service_amount), 0) as decimal(18, 2)) as service_amount,
        cast(coalesce(sum(sales_amount), 0) as decimal(18, 2)) as sales_amount,
        bool_or(has_revenue) as has_revenue
    from measured
    group by account_id, month
)

select * from final
