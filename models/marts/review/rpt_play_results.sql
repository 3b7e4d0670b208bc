-- grain: one row per play
with activation_list as (
    select * from {{ ref('fct_activation_list') }}
),

plays as (
    select * from {{ ref('plays') }}
),

counted as (
    select
        play_id,
        count(*) as accounts,
        count(*) filter (where is_holdout) as holdout_accounts,
        count(*) filter (where status = 'done') as done_accounts,
        count(*) filter (where status = 'overdue') as overdue_accounts,
        count(*) filter (where status = 'open') as open_accounts,
        avg(case when revenue_since_amount > 0 then 1e0 else 0e0 end) filter (
            where not is_holdout
        ) as conversion_rate,
        avg(case when revenue_since_amount > 0 then 1e0 else 0e0 end) filter (
            where is_holdout
        ) as holdout_conversion_rate
    from activation_list
    group by play_id
),

-- without a holdout nobody knows what would have happened anyway
final as (
    select
        plays.play_id,
        plays.label,
        plays.label_zh,
        cast(coalesce(counted.accounts, 0) as bigint) as accounts,
        cast(coalesce(counted.holdout_accounts, 0) as bigint) as holdout_accounts,
        cast(coalesce(counted.done_accounts, 0) as bigint) as done_accounts,
        cast(coalesce(counted.overdue_accounts, 0) as bigint) as overdue_accounts,
        cast(coalesce(counted.open_accounts, 0) as bigint) as open_accounts,
        {{ round_alike(
            "cast(counted.done_accounts as double)"
            ~ " / nullif(counted.accounts - counted.holdout_accounts, 0)", 6
        ) }} as execution_rate,
        {{ round_alike("counted.conversion_rate", 6) }} as conversion_rate,
        {{ round_alike("counted.holdout_conversion_rate", 6) }} as holdout_conversion_rate,
        {{ round_alike("counted.conversion_rate - counted.holdout_conversion_rate", 6) }} as uplift
    from plays
    left join counted on plays.play_id = counted.play_id
)

select * from final
