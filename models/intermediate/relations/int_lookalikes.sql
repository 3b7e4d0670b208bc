-- grain: one row per ageing account and healthy account that it is most like
with traits as (
    select * from {{ ref('int_lookalike_traits') }}
),

total as (
    select cast(sum(weight) as double) as weight
    from {{ ref('lookalike_metrics') }}
),

relation_rules as (
    select * from {{ ref('relation_rules') }}
),

-- the accounts of an industry and size in one line, by how far they are above the mean of all
lined_up as (
    select
        account_id,
        kind,
        case when kind = 'healthy' then 1 else 0 end as is_healthy,
        industry,
        size_band,
        row_number() over (
            partition by industry, size_band
            order by {{ round_alike('sum(weight * z) / sum(weight)', 4) }} asc, account_id asc
        ) as place
    from traits
    group by account_id, kind, industry, size_band
),

counted as (
    select
        *,
        sum(is_healthy) over (
            partition by industry, size_band order by place
            rows between unbounded preceding and current row
        ) as healthy_so_far,
        sum(is_healthy) over (partition by industry, size_band) as healthy,
        cast({{ score_rule('lookalike_candidates', 'relation_rules') }} as double) as candidates
    from lined_up
),

-- the line is cut where so many healthy ones are together: nobody is compared with a whole industry
cut as (
    select
        account_id,
        cast(floor(
            greatest(healthy_so_far - 1, 0) * ceil(healthy / candidates) / healthy
        ) as int) as section
    from counted
    where healthy > 0
),

placed as (
    select
        traits.*,
        cut.section
    from traits
    inner join cut on traits.account_id = cut.account_id
),

compared as (
    select
        ageing.account_id,
        healthy.account_id as lookalike_account_id,
        min(ageing.industry) as industry,
        min(ageing.size_band) as size_band,
        min(ageing.signs) as signs,
        count(*) as metrics,
        sum(ageing.weight) as known_weight,
        sum(ageing.weight * (ageing.z - healthy.z) * (ageing.z - healthy.z)) as squares
    from placed as ageing
    inner join placed as healthy
        on
            ageing.industry = healthy.industry
            and ageing.size_band = healthy.size_band
            and ageing.section = healthy.section
            and ageing.metric = healthy.metric
    where ageing.kind = 'ageing' and healthy.kind = 'healthy'
    group by ageing.account_id, healthy.account_id
),

measured as (
    select
        compared.*,
        {{ round_alike('sqrt(compared.squares / compared.known_weight)', 6) }} as distance
    from compared
    cross join total
    where
        compared.known_weight
        >= total.weight
        * cast({{ score_rule('lookalike_known_share', 'relation_rules') }} as double)
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id order by distance asc, lookalike_account_id asc
        ) as place
    from measured
),

final as (
    select
        account_id,
        place,
        lookalike_account_id,
        industry,
        size_band,
        signs,
        metrics,
        distance
    from ranked
    where place <= {{ score_rule('lookalikes', 'relation_rules') }}
)

select * from final
