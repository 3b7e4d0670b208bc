-- grain: one row per version of the parameters, whole months under contract and months to a known end
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

-- A contract that ends within the month brings no whole month any more.
final as (
    select
        months_ahead.version,
        months_ahead.contract_months,
        months_ahead.months_left,
        cast(
            max(case when months_ahead.months_left is null then survived_now.renewal_rate end)
            as decimal(28, 8)
        ) as renewal_rate,
        cast(
            sum(exp(survived_then.log_survival - survived_now.log_survival)) as decimal(28, 8)
        ) as expected_months,
        cast(
            sum(
                months_ahead.worth
                * exp(survived_then.log_survival - survived_now.log_survival)
            ) as decimal(28, 8)
        ) as discounted_months
    from months_ahead
    inner join survivals as survived_now
        on
            months_ahead.version = survived_now.version
            and months_ahead.period_now = survived_now.period
    inner join survivals as survived_then
        on
            months_ahead.version = survived_then.version
            and months_ahead.period_then = survived_then.period
    group by months_ahead.version, months_ahead.contract_months, months_ahead.months_left
)

select * from final
