-- grain: one row per model, segment and play that is due to its accounts or was so before
with levers as (
    select * from {{ ref('int_levers') }}
),

benefits as (
    select * from {{ ref('int_lever_benefits') }}
),

segment_targets as (
    select * from {{ ref('segment_targets') }}
),

plays as (
    select * from {{ ref('plays') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

summed as (
    select
        model,
        segment,
        play_id,
        count(*) as accounts,
        sum(amount) as amount,
        count(amount) as valued_accounts,
        max(target_mean_amount) as target_mean_amount,
        sum(stake_amount) as gap_amount,
        sum(hours) as hours,
        sum(cost_amount) as cost_amount,
        sum(gain_amount) as gain_amount,
        count(*) filter (where lever = 'do') as chosen_accounts,
        sum(case when lever = 'do' then hours else 0 end) as chosen_hours,
        sum(case when lever = 'do' then cost_amount else 0 end) as chosen_cost_amount,
        sum(case when lever = 'do' then gain_amount else 0 end) as chosen_gain_amount,
        count(*) filter (where lever in ('wait', 'nobody')) as waiting_accounts
    from levers
    group by model, segment, play_id
),

-- too few on either side measure nothing, and what nobody did has brought nothing to measure
measured as (
    select
        *,
        case
            when
                done_accounts > 0
                and least(holdout_accounts, accounts - holdout_accounts)
                >= {{ score_rule('ready_accounts', 'signal_rules') }}
                then
                    cast(change_amount as double)
                    - cast(holdout_change_amount as double) / holdout_accounts
                    * (accounts - holdout_accounts)
        end as benefit_amount
    from benefits
),

final as (
    select
        coalesce(summed.model, measured.model) as model,
        coalesce(summed.segment, measured.segment) as segment,
        plays.play_id,
        plays.label,
        plays.label_zh,
        plays.effect,
        segment_targets.target_segment,
        cast(coalesce(summed.accounts, 0) as bigint) as accounts,
        {{ amount_by('summed.amount', 'summed.valued_accounts') }} as mean_amount,
        summed.target_mean_amount,
        cast(summed.gap_amount as decimal(18, 2)) as gap_amount,
        cast(summed.hours as decimal(18, 2)) as hours,
        cast(summed.cost_amount as decimal(18, 2)) as cost_amount,
        cast(summed.gain_amount as decimal(18, 2)) as gain_amount,
        {{ rate_of('summed.gain_amount', 'summed.cost_amount') }} as gain_per_cost,
        case
            when summed.gain_amount > 0
                then cast(row_number() over (
                    order by
                        {{ rate_of('summed.gain_amount', 'summed.cost_amount') }} desc nulls last,
                        summed.model asc,
                        summed.segment asc,
                        summed.play_id asc
                ) as bigint)
        end as lever_rank,
        cast(coalesce(summed.chosen_accounts, 0) as bigint) as chosen_accounts,
        cast(coalesce(summed.chosen_hours, 0) as decimal(18, 2)) as chosen_hours,
        cast(coalesce(summed.chosen_cost_amount, 0) as decimal(18, 2)) as chosen_cost_amount,
        cast(coalesce(summed.chosen_gain_amount, 0) as decimal(18, 2)) as chosen_gain_amount,
        cast(coalesce(summed.waiting_accounts, 0) as bigint) as waiting_accounts,
        cast(measured.accounts as bigint) as past_accounts,
        cast(measured.done_accounts as bigint) as past_done_accounts,
        case
            when segment_targets.target_segment is not null
                then {{ rate_of('measured.moved_accounts', 'measured.accounts') }}
        end as past_moved_rate,
        {{ double_to_amount('measured.benefit_amount') }} as benefit_amount
    from summed
    full outer join measured
        on
            summed.model = measured.model
            and summed.segment = measured.segment
            and summed.play_id = measured.play_id
    inner join plays on coalesce(summed.play_id, measured.play_id) = plays.play_id
    left join segment_targets
        on
            coalesce(summed.model, measured.model) = segment_targets.model
            and coalesce(summed.segment, measured.segment) = segment_targets.segment
)

select * from final
