-- grain: one row per account whose fit is known
with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where metric = 'icp_fit' and value_number is not null
),

derived_metrics as (
    select * from {{ ref('int_derived_metrics') }}
),

account_scores as (
    select * from {{ ref('int_account_scores') }}
),

abm_tiers as (
    select * from {{ ref('abm_tiers') }}
),

abm_rules as (
    select * from {{ ref('abm_rules') }}
),

signals as (
    select
        account_id,
        max(value_number) filter (where metric = 'intent_score') as intent_score,
        max(value_number) filter (where metric = 'reach_score') as reach_score
    from derived_metrics
    group by account_id
),

-- customers are ranked by what they are worth, all others by what they promise; a signal that is
-- unknown leaves its weight to the others
scored as (
    select
        attributes.account_id,
        account_scores.account_id is not null as is_customer,
        metrics.value_number >= cast({{ score_rule('icp_floor', 'abm_rules') }} as double)
            as is_target,
        coalesce(
            cast(account_scores.value_score as double),
            (
                metrics.value_number
                * cast({{ score_rule('fit_weight', 'abm_rules') }} as double)
                + coalesce(signals.intent_score, 0)
                * cast({{ score_rule('intent_weight', 'abm_rules') }} as double)
                + coalesce(signals.reach_score, 0)
                * cast({{ score_rule('reach_weight', 'abm_rules') }} as double)
            ) / cast(
                {{ score_rule('fit_weight', 'abm_rules') }}
                + case
                    when signals.intent_score is null then 0
                    else {{ score_rule('intent_weight', 'abm_rules') }}
                end
                + case
                    when signals.reach_score is null then 0
                    else {{ score_rule('reach_weight', 'abm_rules') }}
                end as double
            )
        ) as exact_score
    from attributes
    inner join metrics on attributes.account_id = metrics.account_id
    left join signals on attributes.account_id = signals.account_id
    left join account_scores on attributes.account_id = account_scores.account_id
),

rounded as (
    select
        *,
        {{ round_alike('exact_score', 2) }} as abm_score
    from scored
),

ranked as (
    select
        *,
        row_number() over (
            partition by is_customer, is_target order by abm_score desc, account_id asc
        ) as abm_rank,
        cast(
            count(case when is_target then 1 end) over (partition by is_customer) as decimal(10, 0)
        ) as targets
    from rounded
),

tier_seats as (
    select
        max(top_share) filter (where position = 1) as first_share,
        max(cap) filter (where position = 1) as first_cap,
        max(top_share) filter (where position = 2) as second_share,
        max(cap) filter (where position = 2) as second_cap
    from abm_tiers
),

final as (
    select
        ranked.account_id,
        ranked.is_customer,
        ranked.is_target,
        ranked.abm_score,
        ranked.abm_rank,
        cast(
            least(ceil(tier_seats.first_share * ranked.targets), tier_seats.first_cap) as bigint
        ) as first_seats,
        cast(
            least(ceil(tier_seats.second_share * ranked.targets), tier_seats.second_cap) as bigint
        ) as second_seats
    from ranked
    cross join tier_seats
)

select * from final
