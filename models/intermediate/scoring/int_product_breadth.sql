-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

bought as (
    select * from {{ ref('int_families_bought') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

counted as (
    select
        account_id,
        size_band,
        is_family,
        cast(count(*) as double) as families
    from bought
    group by account_id, size_band, is_family
),

peer_families as (
    select
        size_band,
        cast(count(distinct product_family) as double) as families
    from bought
    group by size_band
),

ranked as (
    select
        size_band,
        families,
        lead(families) over (partition by size_band order by families, account_id) as next_families,
        row_number() over (partition by size_band order by families, account_id) - 1
            as customers_before,
        (count(*) over (partition by size_band) - 1)
        * cast({{ score_rule('peer_quantile') }} as double) as quantile_position
    from counted
),

-- a quantile by linear interpolation; percentile_cont takes its share from no rule
peer_breadth as (
    select
        size_band,
        families
        + (quantile_position - customers_before) * (coalesce(next_families, families) - families)
            as families
    from ranked
    where customers_before = floor(quantile_position)
),

final as (
    select
        customers.account_id,
        cast(counted.families as bigint) as families_bought,
        counted.families / peer_breadth.families as family_breadth_rate,
        case when counted.is_family then 1 - counted.families / peer_families.families end
            as family_gap_rate
    from customers
    left join counted on customers.account_id = counted.account_id
    left join peer_breadth on counted.size_band = peer_breadth.size_band
    left join peer_families on counted.size_band = peer_families.size_band
)

select * from final
