-- grain: one row per purpose, version of the parameters, number of repeat purchases and age
with histories as (
    select * from {{ ref('int_clv_histories') }}
    where model = 'bg_nbd' and frequency is not null
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
    where model = 'bg_nbd'
),

rules as (
    select
        cast(max(value) filter (where rule = 'horizon_years') as bigint) as horizon_years,
        1e0 + cast(max(value) filter (where rule = 'discount_rate') as double) as interest
    from {{ ref('clv_rules') }}
),

-- What is bought in a year is worth what money of its middle is. The weights are for the orders up
-- to the end of each year: their sum is that of the orders of each year times its worth.
years as (
    select
        cast(counter.year_no as bigint) as year_no,
        power(rules.interest, 0.5e0 - counter.year_no) - case
            when counter.year_no < rules.horizon_years
                then power(rules.interest, -0.5e0 - counter.year_no)
            else 0e0
        end as weight
    from range(1, 100) as counter (year_no)
    cross join rules
    where counter.year_no <= rules.horizon_years
),

-- Many share an answer: it asks neither for their last purchase nor for their money.
asked as (
    select distinct
        parameters.purpose,
        parameters.version,
        histories.frequency,
        histories.age_days
    from histories
    inner join parameters
        on (
            parameters.purpose = 'score'
            and histories.as_of_date >= parameters.valid_from
            and histories.as_of_date < parameters.valid_to
        ) or (
            parameters.purpose = 'holdout'
            and histories.as_of_date = parameters.fitted_until
            and parameters.valid_to = date '9999-12-31'
        )
),

arranged as (
    select
        asked.*,
        years.year_no = 1 as is_answer,
        case when asked.purpose = 'score' then years.weight else 0e0 end as weight,
        parameters.alpha,
        parameters.a - 1e0 as a_less_1,
        parameters.a + parameters.b - 1e0 - parameters.r as a_b_less_1_r,
        parameters.a + parameters.b + asked.frequency - 1e0 as a_b_x_less_1,
        parameters.r + asked.frequency as r_x,
        parameters.b + asked.frequency as b_x,
        case
            when asked.purpose = 'score' then years.year_no * 365
            else {{ days_between('parameters.fitted_until', as_of_date()) }}
        end as days_ahead
    from asked
    inner join parameters
        on asked.purpose = parameters.purpose and asked.version = parameters.version
    inner join years on asked.purpose = 'score' or years.year_no = 1
),

-- Euler's transformation gives the series in two forms; of them the one whose terms fall faster.
prepared as (
    select
        *,
        days_ahead / 7e0 / (alpha + (age_days + days_ahead) / 7e0) as z,
        case when a_less_1 > r_x then r_x else a_less_1 end as power_of_rest,
        case when a_less_1 > r_x then r_x else a_b_less_1_r end as first_term,
        case when a_less_1 > r_x then b_x else a_less_1 end as second_term
    from arranged
),

expected as (
    select
        *,
        a_b_x_less_1 / a_less_1 * (
            1e0
            - power(1e0 - z, power_of_rest)
            * {{ hyp2f1('first_term', 'second_term', 'a_b_x_less_1', 'z') }}
        ) as orders
    from prepared
),

-- By those who are alive.
final as (
    select
        purpose,
        version,
        frequency,
        age_days,
        max(case when is_answer then days_ahead end) as days_ahead,
        cast(max(case when is_answer then orders end) as decimal(28, 8)) as orders_if_alive,
        cast(sum(orders * weight) as decimal(28, 8)) as discounted_orders_if_alive
    from expected
    group by purpose, version, frequency, age_days
)

select * from final
