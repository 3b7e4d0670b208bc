-- grain: one row per customer and day with an order (or a won deal, where it lives by deals)
with account_revenue as (
    select *
    from {{ ref('int_account_revenue') }}
    where purchases > 0
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
),

-- Orders of one day are one purchase: no gap lies between them.
numbered as (
    select
        account_id,
        revenue_on as purchased_on,
        cast(date_trunc('month', revenue_on) as date) as month,
        min(revenue_on) over (partition by account_id) as first_purchased_on,
        lag(revenue_on) over (partition by account_id order by revenue_on) as previous_on,
        row_number() over (partition by account_id order by revenue_on) as purchase_number
    from account_revenue
),

final as (
    select
        numbered.account_id,
        numbered.purchased_on,
        numbered.month,
        numbered.first_purchased_on,
        cast(numbered.purchase_number as bigint) as purchase_number,
        {{ days_between('numbered.previous_on', 'numbered.purchased_on') }} as gap_days,
        coalesce(attributes.size_band, 'unknown') as size_band
    from numbered
    left join attributes on numbered.account_id = attributes.account_id
)

select * from final
