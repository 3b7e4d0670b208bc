-- grain: one row per model, segment and month that is reviewed
with moves as (
    select * from {{ ref('int_segment_moves') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

sized as (
    select
        *,
        accounts >= {{ score_rule('ready_accounts', 'signal_rules') }} as is_large_enough
    from moves
),

totals as (
    select
        model,
        month,
        sum(accounts) as accounts,
        sum(accounts_before) as accounts_before,
        sum(buyers) as buyers,
        sum(revenue_amount) as revenue_amount,
        count(*) filter (where accounts > 0) as segments,
        count(*) filter (where accounts > 0 and not is_large_enough) as small_segments,
        sum(revenue_steps) as steps,
        sum(revenue_step_squares) as squares,
        sum(case when accounts > 0 then revenue_steps * revenue_steps / accounts else 0e0 end)
            as squares_between
    from sized
    group by model, month
),

shared as (
    select
        sized.*,
        totals.segments,
        totals.small_segments,
        totals.accounts as model_accounts,
        totals.accounts_before as model_accounts_before,
        totals.revenue_amount as model_revenue_amount,
        cast(sized.accounts as double) / nullif(totals.accounts, 0) as share,
        cast(sized.accounts_before as double) / nullif(totals.accounts_before, 0) as share_before,
        cast(sized.buyers as double) / nullif(sized.accounts_before, 0) as conversion_rate,
        cast(totals.buyers as double) / nullif(totals.accounts_before, 0) as model_conversion_rate,
        -- F: variance between segments per variance within them
        (totals.squares_between - totals.steps * totals.steps / nullif(totals.accounts, 0))
        / nullif(totals.segments - 1, 0)
        / nullif(
            (totals.squares - totals.squares_between)
            / nullif(totals.accounts - totals.segments, 0), 0e0
        ) as f_ratio,
        cast({{ score_rule('psi_floor', 'signal_rules') }} as double) as psi_floor
    from sized
    inner join totals on sized.model = totals.model and sized.month = totals.month
),

drifted as (
    select
        *,
        case
            when has_month_before
                then (coalesce(share, 0e0) - coalesce(share_before, 0e0)) * ln(
                    greatest(coalesce(share, 0e0), psi_floor)
                    / greatest(coalesce(share_before, 0e0), psi_floor)
                )
        end as psi_part
    from shared
),

final as (
    select
        model,
        segment,
        month,
        cast(accounts as bigint) as accounts,
        {{ round_alike("coalesce(share, 0e0)", 6) }} as share,
        cast(case when has_month_before then joined end as bigint) as joined,
        cast(case when has_month_before then left_accounts end as bigint)
            as {{ adapter.quote('left') }},
        cast(revenue_amount as decimal(18, 2)) as revenue,
        {{ round_alike("conversion_rate", 6) }} as conversion_rate,
        {{ round_alike("sum(psi_part) over (partition by model, month)", 6) }} as psi,
        {{ round_alike("conversion_rate / nullif(model_conversion_rate, 0e0)", 6) }} as lift,
        {{ round_alike("sum(share * share) over (partition by model, month)", 6) }} as herfindahl,
        is_large_enough,
        segments > 1 and small_segments = 0 as is_model_ready,
        {{ round_alike("f_ratio", 4) }} as f_ratio,
        {{ amount_by("revenue_amount", "accounts") }} as mean_revenue_amount,
        {{ double_to_amount("median_revenue") }} as median_revenue_amount,
        {{ rate_of(
            "cast(revenue_amount as double) / nullif(accounts, 0)",
            "cast(model_revenue_amount as double) / nullif(model_accounts, 0)"
        ) }} as revenue_lift
    from drifted
)

select * from final
