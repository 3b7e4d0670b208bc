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

-- Counted by month first: a history of any length leaves few rows.
closed as (
    select
        month,
        size_band,
        gap_days,
        count(*) as gaps
    from purchase_gaps
    group by month, size_band, gap_days
),

-- An unknown size is no size band: such accounts go by all.
pooled as (
    select
        month,
        'all' as size_band,
        gap_days,
        gaps
    from closed
    union all
    select
        month,
        size_band,
        gap_days,
        gaps
    from closed
    where size_band <> 'unknown'
),

counted as (
    select
        months.month,
        pooled.size_band,
        pooled.gap_days,
        sum(pooled.gaps) as gaps
    from pooled
    cross join rules
    inner join months
        on
            pooled.month < months.month
            and pooled.month >= cast(
                months.month - interval 1 month * rules.pool_months as date
            )
    group by months.month, pooled.size_band, pooled.gap_days
),

ranked as (
    select
        month,
        size_band,
        gap_days,
        cast(sum(gaps) over (
            partition by month, size_band
            order by gap_days
            rows between unbounded preceding and current row
        ) as bigint) as gaps_up_to,
        cast(sum(gaps) over (partition by month, size_band) as bigint) as gap_count
    from counted
),

targeted as (
    select
        ranked.*,
        rules.gap_percent * (ranked.gap_count - 1) as gap_target
    from ranked
    cross join rules
    where ranked.gap_count >= rules.min_orders - 1
),

final as (
    select
        month,
        size_band,
        {{ percentile_days('gap_days', 'gaps_up_to', 'gap_target') }} as long_gap_days
    from targeted
    group by month, size_band
)

select * from final
