-- grain: one row per account that refers another or is referred by one
with referrals as (
    select
        to_account_id as from_account_id,
        from_account_id as to_account_id
    from {{ ref('int_account_ties') }}
    where kind = 'referral'
),

relation_rules as (
    select * from {{ ref('relation_rules') }}
),

-- Who was referred passes its weight on to its referrers, in equal parts. The arc of an account to
-- itself carries nothing: it keeps those in whom nobody points to.
arcs as {{ materialized() }} (
    select
        from_account_id,
        to_account_id,
        cast({{ score_rule('damping', 'relation_rules') }} as double)
        / count(*) over (partition by from_account_id) as share
    from referrals
    union all
    select
        from_account_id,
        from_account_id as to_account_id,
        0e0 as share
    from referrals
    union
    select
        to_account_id as from_account_id,
        to_account_id,
        0e0 as share
    from referrals
),

round_0 as (
    select distinct
        from_account_id as account_id,
        1e0 as weight
    from arcs
),

-- Without what ends at those who were referred by nobody the weights are smaller, and in the same
-- proportions: their share of the sum is the same.
{% for round in range(1, var('centrality_rounds') + 1) -%}
    round_{{ round }} as {{ materialized() }} (
        select
            arcs.to_account_id as account_id,
            1e0 + sum(earlier.weight * arcs.share) as weight
        from round_{{ round - 1 }} as earlier
        inner join arcs on earlier.account_id = arcs.from_account_id
        group by arcs.to_account_id
    ),

{% endfor -%}
final as (
    select
        account_id,
        {{ round_alike('weight / avg(weight) over ()', 6) }} as centrality
    from round_{{ var('centrality_rounds') }}
)

select * from final
