-- grain: one row per account and need that something speaks for
with evidence as (
    select * from {{ ref('int_need_evidence') }}
),

need_sources as (
    select * from {{ ref('need_sources') }}
),

needs as (
    select * from {{ ref('needs') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- much of the same evidence counts up to a cap; weights are decimals, so the sums are exact
capped as (
    select
        evidence.*,
        need_sources.weight * cast(
            least(
                evidence.evidence_count, {{ score_rule('evidence_cap', 'signal_rules') }}
            ) as decimal(10, 0)
        ) as points
    from evidence
    inner join need_sources on evidence.source = need_sources.source
),

weighed as (
    select
        account_id,
        need,
        sum(evidence_count) as evidence_count,
        sum(points) as points,
        {{ list_text("source || ' ' || cast(evidence_count as string)") }} as evidence
    from capped
    group by account_id, need
),

shared as (
    select
        *,
        cast(points as double)
        / cast(sum(points) over (partition by account_id) as double) as weight,
        least(
            cast(evidence_count as double)
            / cast({{ score_rule('evidence_enough', 'signal_rules') }} as double), 1e0
        ) as evidence_share
    from weighed
),

final as (
    select
        shared.account_id,
        shared.need,
        needs.need_level,
        cast(shared.points as decimal(18, 2)) as points,
        {{ round_alike("shared.weight", 6) }} as weight,
        {{ round_alike("shared.weight * shared.evidence_share", 6) }} as confidence,
        cast(shared.evidence_count as bigint) as evidence_count,
        shared.evidence,
        row_number() over (
            partition by shared.account_id order by shared.points desc, needs.position asc
        ) = 1 as is_main
    from shared
    inner join needs on shared.need = needs.need
)

select * from final
