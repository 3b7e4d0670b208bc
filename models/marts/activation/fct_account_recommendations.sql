-- grain: one row per customer and product family that it has not bought and is recommended
with bought as (
    select * from {{ ref('int_families_bought') }}
    where is_family
),

pairs as (
    select * from {{ ref('rpt_product_recommendations') }}
    where is_recommended
),

relation_rules as (
    select * from {{ ref('relation_rules') }}
),

-- of several families that lead to the same one the surest is the reason
reasoned as (
    select
        bought.account_id,
        pairs.other_family as product_family,
        pairs.family as because_of_family,
        pairs.confidence as score,
        pairs.lift
    from bought
    inner join pairs on bought.product_family = pairs.family
    left join bought as bought_already
        on
            bought.account_id = bought_already.account_id
            and pairs.other_family = bought_already.product_family
    where bought_already.account_id is null
    qualify row_number() over (
        partition by bought.account_id, pairs.other_family
        order by pairs.confidence desc, pairs.lift desc, pairs.family asc
    ) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id order by score desc, lift desc, product_family asc
        ) as place
    from reasoned
),

worded as (
    select
        *,
        cast(cast(round(cast(score as decimal(18, 6)) * 100, 0) as bigint) as string) as percentage,
        cast(cast(round(cast(lift as decimal(18, 6)), 2) as decimal(18, 2)) as string) as times
    from ranked
    where place <= {{ score_rule('recommendations', 'relation_rules') }}
),

final as (
    select
        account_id,
        product_family,
        cast(place as bigint) as place,
        score,
        lift,
        because_of_family,
        percentage || ' % of the customers of ' || because_of_family
        || ' also buy ' || product_family
        || ', ' || times || ' times as many as of all customers' as reason,
        '购买' || because_of_family || '的客户中有' || percentage || '%也购买' || product_family
        || '，是全体客户的' || times || '倍' as reason_zh
    from worded
)

select * from final
