-- grain: one row per version of the parameters, months under contract and months to a known end
with histories as (
    select * from {{ ref('int_clv_histories') }}
    where has_contract
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
    where model = 'sbg' and purpose = 'score'
),

rules as (
    select
        cast(
            max(value) filter (where rule = 'contract_period_months') as double
        ) as period_months,
        cast(max(value) filter (where rule = 'horizon_years') * 12 as bigint) as horizon_months,
        1e0 + cast(max(value) filter (where rule = 'discount_rate') as double) as interest
    from {{ ref('clv_rules') }}
),

counter as (
    select cast(numbers.number as bigint) as number
    from range(0, 1200) as numbers (number)
),

renewals as (
    select
        parameters.version,
        counter.number as period,
        (parameters.beta + counter.number)
        / (parameters.alpha + parameters.beta + counter.number) as renewal_rate
    from parameters
    cross join counter
),

-- Who is under contract in a period has renewed after each period before it.
survivals as (
    select
        version,
        period,
        renewal_rate,
        coalesce(
            sum(ln(renewal_rate)) over (
                partition by version order by period
                rows between unbounded preceding and 1 preceding
            ), 0e0
        ) as log_survival
    from renewals
),

asked as (
    select distinct
        parameters.version,
        histories.contract_months,
        histories.months_left
    from histories
    inner join parameters
        on
            histories.as_of_date >= parameters.valid_from
            and histories.as_of_date < parameters.valid_to
),

months_ahead as (
    select
        asked.version,
        asked.contract_months,
        asked.months_left,
        power(rules.interest, -(counter.number + 0.5e0) / 12e0) as worth,
        cast(floor(asked.contract_months / rules.period_months) as bigint) as period_now,
        cast(
            floor((asked.contract_months + counter.number) / rules.period_months) as bigint
        ) as period_then
    from asked
    cross join rules
    inner join counter
        on
            rules.horizon_months > counter.number
            and coalesce(asked.months_left, 1200) > counter.number
),

survived as (
    select
        months_ahead.*,
        case when months_ahead.months_left is null then present.renewal_rate end as renewal_rate,
        case
            when months_ahead.months_left is null
                then exp(later.log_survival - present.log_survival)
            else 1e0
        end as survival_rate
    from months_ahead
    inner join survivals as present
        on months_ahead.version = present.version and months_ahead.period_now = present.period
    inner join survivals as later
        on months_ahead.version = later.version and months_ahead.period_then = later.period
),

final as (
    select
        version,
        contract_months,
        months_left,
        cast(max(renewal_rate) as decimal(28, 8)) as renewal_rate,
        cast(sum(survival_rate) as decimal(28, 8)) as expected_months,
        cast(sum(survival_rate * worth) as decimal(28, 8)) as discounted_months
    from survived
    group by version, contract_months, months_left
)

select * from final
