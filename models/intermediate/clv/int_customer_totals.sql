-- grain: one row per customer and kept date by which it was one: all that happened up to that date
with customers as (
    select * from {{ ref('int_customers') }}
),

value_months as (
    select * from {{ ref('int_value_months') }}
),

kept_dates as (
    select
        month,
        observed_on as as_of_date
    from {{ ref('int_months') }}
    where is_kept
),

-- What happened, and beside it an empty row for each date that is asked for. Cents in doubles:
-- their sums are exact, and far faster than those of wide decimals.
happened as (
    select
        account_id,
        month,
        cast(null as date) as as_of_date,
        cast(revenue_amount * 100 as double) as revenue_cents,
        cast(margin_amount * 100 as double) as margin_cents,
        cast(costed_amount * 100 as double) as costed_cents,
        cast(repeat_amount * 100 as double) as repeat_cents,
        cast(service_amount * 100 as double) as service_cents,
        cast(sales_amount * 100 as double) as sales_cents,
        priced_repeat_days,
        purchase_days,
        first_purchase_on,
        last_purchase_on,
        has_revenue
    from value_months
    union all
    select
        customers.account_id,
        kept_dates.month,
        kept_dates.as_of_date,
        null as revenue_cents,
        null as margin_cents,
        null as costed_cents,
        null as repeat_cents,
        0e0 as service_cents,
        0e0 as sales_cents,
        0 as priced_repeat_days,
        0 as purchase_days,
        null as first_purchase_on,
        null as last_purchase_on,
        false as has_revenue
    from customers
    inner join kept_dates on customers.first_customer_on <= kept_dates.as_of_date
),

numbered as (
    select
        *,
        cast(extract(year from month) * 12 + extract(month from month) as int) as month_no
    from happened
),

added_up as (
    select
        account_id,
        as_of_date,
        sum(revenue_cents) over by_then as revenue_cents,
        sum(revenue_cents) over last_year as revenue_12m_cents,
        sum(margin_cents) over by_then as margin_cents,
        sum(costed_cents) over by_then as costed_cents,
        sum(repeat_cents) over by_then as repeat_cents,
        sum(service_cents) over by_then as service_cents,
        sum(sales_cents) over by_then as sales_cents,
        sum(cast(priced_repeat_days as double)) over by_then as priced_repeat_days,
        sum(cast(purchase_days as double)) over by_then as purchase_days,
        min(first_purchase_on) over by_then as first_purchase_on,
        max(last_purchase_on) over by_then as last_purchase_on,
        bool_or(has_revenue) over by_then as has_revenue
    from numbered
    window
        by_then as (
            partition by account_id order by month_no
            range between unbounded preceding and current row
        ),
        last_year as (
            partition by account_id order by month_no
            range between 11 preceding and current row
        )
),

-- No revenue at all is 0; revenue of which no amount is known is unknown.
final as (
    select
        account_id,
        as_of_date,
        {{ cents_to_amount('case when has_revenue then revenue_cents else 0e0 end') }}
            as revenue_amount,
        {{ cents_to_amount('case when has_revenue then revenue_12m_cents else 0e0 end') }}
            as revenue_12m_amount,
        {{ cents_to_amount('margin_cents') }} as margin_amount,
        {{ cents_to_amount('costed_cents') }} as costed_amount,
        {{ cents_to_amount('service_cents') }} as service_amount,
        {{ cents_to_amount('sales_cents') }} as sales_amount,
        cast(purchase_days as bigint) as purchase_days,
        first_purchase_on,
        last_purchase_on,
        cast(priced_repeat_days as bigint) as priced_repeat_days,
        {{ cents_to_amount('repeat_cents') }} as repeat_amount
    from added_up
    where as_of_date is not null
)

select * from final
