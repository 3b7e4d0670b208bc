-- grain: one row per ordered pair of different product families that a customer bought both of
with bought as (
    select * from {{ ref('int_families_bought') }}
    where is_family
),

relation_rules as (
    select * from {{ ref('relation_rules') }}
),

sizes as (
    select
        product_family,
        count(*) as customers
    from bought
    group by product_family
),

totals as (
    select count(distinct account_id) as customers from bought
),

paired as (
    select
        bought.product_family as family,
        also_bought.product_family as other_family,
        count(*) as customers
    from bought
    inner join bought as also_bought
        on
            bought.account_id = also_bought.account_id
            and bought.product_family <> also_bought.product_family
    group by bought.product_family, also_bought.product_family
),

measured as (
    select
        paired.family,
        paired.other_family,
        cast(totals.customers as bigint) as customers,
        cast(sizes.customers as bigint) as family_customers,
        cast(paired.customers as bigint) as both_customers,
        {{ rate_of('paired.customers', 'totals.customers') }} as support,
        {{ rate_of('paired.customers', 'sizes.customers') }} as confidence,
        {{ rate_of(
            'cast(paired.customers as double) * totals.customers',
            'cast(sizes.customers as double) * other_sizes.customers'
        ) }} as lift
    from paired
    cross join totals
    inner join sizes on paired.family = sizes.product_family
    inner join sizes as other_sizes on paired.other_family = other_sizes.product_family
),

final as (
    select
        *,
        both_customers >= {{ score_rule('min_accounts', 'relation_rules') }}
        and lift >= cast({{ score_rule('min_lift', 'relation_rules') }} as double)
            as is_recommended
    from measured
)

select * from final
