-- Rules and parameters of customer lifetime value that would make wrong numbers without a word, or
-- an error deep in a formula. Fails with one row per mistake.
with clv_rules as (
    select * from {{ ref('clv_rules') }}
),

clv_stances as (
    select * from {{ ref('clv_stances') }}
),

service_rates as (
    select * from {{ ref('service_rates') }}
),

parameters as (
    select * from {{ ref('int_clv_parameters') }}
),

mistakes as (
    select 'a rule is missing' as mistake
    from clv_rules
    having count(*) < 7
    union all
    select 'a number is out of its range: ' || rule as mistake
    from clv_rules
    where
        value < 0
        or (rule <> 'discount_rate' and (value < 1 or value <> floor(value)))
        or (rule = 'horizon_years' and value > 10)
    union all
    select 'the last stance takes the rest, so its bounds are 0' as mistake
    from clv_stances
    having
        max_by(
            abs(min_future_percentile) + abs(min_p_alive) + abs(min_clv_to_cac), check_order
        ) <> 0
    union all
    select 'no rate for hours of an unknown phase' as mistake
    from service_rates
    having count(*) filter (where phase = 'unknown') <> 1
    union all
    select 'a parameter is missing or not above 0: ' || model || ' ' || version as mistake
    from parameters
    where
        not coalesce(
            case
                when model = 'bg_nbd' then r > 0 and alpha > 0 and a > 0 and b > 0
                when model = 'gamma_gamma' then p > 0 and q > 0 and v > 0
                else alpha > 0 and beta > 0
            end, false
        )
    union all
    select 'a and a + b must not be 1, q must be above 1: ' || model || ' ' || version as mistake
    from parameters
    where a = 1 or abs(a + b - 1) < 1e-9 or q <= 1
)

select mistake from mistakes
