-- Rules of the value score that would make wrong scores without a word. Fails with one row per
-- mistake.
with value_items as (
    select * from {{ ref('value_items') }}
),

item_bands as (
    select * from {{ ref('item_bands') }}
),

tier_bands as (
    select * from {{ ref('tier_bands') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

criteria as (
    select
        criterion,
        operator,
        value,
        points
    from {{ ref('icp_criteria') }}
    union all
    select
        criterion,
        operator,
        value,
        points
    from {{ ref('growth_signals') }}
),

mistakes as (
    select 'a line needs two bounds: ' || item as mistake
    from value_items
    where scoring in ('linear', 'share') and low = high
    union all
    select 'penalties are below 0, other items above: ' || item as mistake
    from value_items
    where (part = 'penalty' and max_points >= 0) or (part <> 'penalty' and max_points <= 0)
    union all
    select 'no bands: ' || value_items.item as mistake
    from value_items
    left join item_bands on value_items.item = item_bands.item
    where value_items.scoring = 'bands' and item_bands.item is null
    union all
    select 'a share is between 0 and 1: ' || item as mistake
    from item_bands
    where share < 0 or share > 1
    union all
    select 'the lowest tier starts at 0' as mistake
    from tier_bands
    having coalesce(min(lower_bound), -1) <> 0
    union all
    select 'the parts add up to 100' as mistake
    from score_rules
    where rule in ('explicit_points', 'potential_points', 'growth_points')
    having coalesce(sum(value), 0) <> 100
    union all
    select 'a rule is missing' as mistake
    from score_rules
    having count(*) < 22
    union all
    select 'a number is out of its range: ' || rule as mistake
    from score_rules
    where
        value < 0
        or (
            rule in (
                'half_life_days', 'demotion_month_ends', 'trailing_months', 'role_days',
                'usage_days', 'referral_months', 'min_appointments'
            )
            and value < 1
        )
        or (
            rule in (
                'peer_quantile', 'coverage_floor', 'fit_floor', 'payment_tolerance_rate',
                'wallet_quantile', 'discount_policy_rate', 'big_percentile', 'thin_percentile'
            )
            and value > 1
        )
    union all
    select 'a number is not one: ' || criterion as mistake
    from criteria
    where operator in ('at_least', 'at_most') and try_cast(value as double) is null
    union all
    select 'a criterion has points: ' || criterion as mistake
    from criteria
    where points <= 0
)

select mistake from mistakes
