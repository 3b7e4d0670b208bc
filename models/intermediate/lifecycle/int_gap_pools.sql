-- grain: one row per month and size band, and all: the long gap as known when the month begins
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
    select
        'all' as size_band,
        purchased_on,
        gap_days
    from purchase_gaps
    union all
    select
        size_band,
        purchased_on,
        gap_days
    from purchase_gaps
    where size_band <> 'unknown'
),

counted as (
    select
        months.month,
        pooled.size_band,
        pooled.gap_days,
        count(*) as gaps
    from pooled
    cross join rules
    inner join months
        on
            pooled.purchased_on < months.month
            and pooled.purchased_on >= months.month - rules.pool_days
    group by months.month, pooled.size_band, pooled.gap_days
),

ranked as (
    select
        month,
        size_band,
        gap_days,
        sum(gaps) over (
            partition by month, size_band
            order by gap_days
            rows between unbounded preceding and current row
        ) as gaps_up_to,
        sum(gaps) over (partition by month, size_band) as gap_count
    from counted
),

targeted as (
    select
        ranked.*,
        rules.gap_percent * (ranked.gap_count - 1) as target_rank
    from ranked
    cross join rules
    where ranked.gap_count >= rules.min_orders - 1
),

final as (
    select
        month,
        size_band,
        {{ percentile_days('gap_days', 'gaps_up_to', 'target_rank') }} as long_gap_days
    from targeted
    group by month, size_band
)

select * from final
