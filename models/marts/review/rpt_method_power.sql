-- grain: one row per model and outcome
with observed as (
    select * from {{ ref('int_method_outcomes') }}
),

sales_agreement as (
    select * from {{ ref('int_sales_agreement') }}
),

counted as (
    select
        model,
        outcome,
        segment,
        bool_or(is_foretelling) as is_foretelling,
        sum(case when is_event then 1e0 else 0e0 end) as events,
        sum(case when is_event then 0e0 else 1e0 end) as misses
    from observed
    group by model, outcome, segment
),

-- a segment counts half an account more on both sides, so that none is empty
weighed as (
    select
        *,
        (events + 0.5e0) / sum(events + 0.5e0) over (partition by model, outcome) as event_share,
        (misses + 0.5e0) / sum(misses + 0.5e0) over (partition by model, outcome) as miss_share,
        coalesce(
            sum(misses) over (
                partition by model, outcome
                order by events / (events + misses) asc, segment asc
                rows between unbounded preceding and 1 preceding
            ), 0e0
        ) as misses_below
    from counted
),

powered as (
    select
        model,
        outcome,
        is_foretelling,
        cast(sum(events + misses) as bigint) as accounts,
        cast(sum(events) as bigint) as events,
        cast(count(*) as bigint) as segments,
        {{ round_alike("sum((event_share - miss_share) * ln(event_share / miss_share))", 4) }}
            as information_value,
        {{ round_alike(
            "sum(events * (misses_below + misses * 0.5e0))"
            ~ " / nullif(sum(events) * sum(misses), 0e0)", 4
        ) }} as auc
    from weighed
    group by model, outcome, is_foretelling
),

final as (
    select
        powered.*,
        cast(sales_agreement.accounts as bigint) as sales_ranked_accounts,
        sales_agreement.tau_b as sales_rank_tau_b
    from powered
    left join sales_agreement on powered.model = sales_agreement.model
)

select * from final
