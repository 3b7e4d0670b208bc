-- grain: one row per account and play that is due to it tonight: whether there is time for it
with costs as (
    select * from {{ ref('int_lever_costs') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

rated as (
    select
        *,
        {{ rate_of('gain_amount', 'cost_amount') }} as gain_per_cost
    from costs
),

judged as (
    select
        *,
        case
            when status = 'done' then 'done'
            when status = 'holdout' then 'left_out'
            when
                gain_amount > 0
                and gain_per_cost
                >= cast({{ score_rule('least_gain_per_cost', 'signal_rules') }} as double)
                then
                    case
                        when is_too_much then 'repair_first'
                        when pool_hours is null then 'nobody'
                        else 'ranked'
                    end
            else 'no_gain'
        end as verdict
    from rated
),

-- who brings most for its cost comes first, until the hours are gone
ranked as (
    select
        *,
        row_number() over by_gain as place,
        sum(hours) over by_gain as hours_so_far
    from judged
    window by_gain as (
        partition by owner_role, pool_owner, verdict
        order by
            gain_per_cost desc nulls last,
            gain_amount desc nulls last,
            account_id asc,
            play_id asc
    )
),

final as (
    select
        account_id,
        play_id,
        model,
        segment,
        target_mean_amount,
        amount,
        stake_amount,
        hours,
        cost_amount,
        gain_amount,
        gain_per_cost,
        case when verdict = 'ranked' then place end as lever_rank,
        case
            when verdict <> 'ranked' then verdict
            when hours_so_far <= pool_hours then 'do'
            else 'wait'
        end as lever
    from ranked
)

select * from final
