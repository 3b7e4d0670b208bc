-- grain: one row per month and size band ('all' = every account): the long gap as known when the month begins
with purchase_gaps as (
    select *
    from {{ ref('int_purchase_gaps') }}
    where gap_days is not null
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

-- An unknown size is no size band: such accounts go by all.
pooled as (
    select 'all' as size_band, purchased_on, gap_days from purchase_gaps
    union all
    select size_band, purchased_on, gap_days from purchase_gaps
    where size_band <> 'unknown'
),

ranked as (
    select
        months.month,
        pooled.size_band,
        pooled.gap_days,
        rules.gap_percent,
        rules.min_orders,
        count(*) over (partition by months.month, pooled.size_band) as gap_count,
        row_number() over (
            partition by months.month, pooled.size_band order by pooled.gap_days
        ) - 1 as position
    from pooled
    cross join rules
    inner join months
        on
            pooled.purchased_on < months.month
            and pooled.purchased_on >= months.month - rules.pool_days
),

final as (
    select
        month,
        size_band,
        {{ percentile_days('gap_days', 'position', 'gap_count', 'gap_percent') }} as long_gap_days
    from ranked
    where gap_count >= min_orders - 1
    group by month, size_band
)

select * from final
