-- grain: one row per account and model whose segment is known
with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

rule_segments as (
    select * from {{ ref('int_rule_segments') }}
),

abm_tiers as (
    select * from {{ ref('int_abm_tiers') }}
),

needs as (
    select * from {{ ref('int_account_needs') }}
),

need_levels as (
    select * from {{ ref('need_levels') }}
),

core_cities as (
    select * from {{ ref('core_cities') }}
),

tiers as (
    select * from {{ ref('int_account_tiers') }}
),

rfm as (
    select * from {{ ref('int_account_rfm') }}
    where as_of_date = {{ as_of_date() }}
),

lifecycle as (
    select * from {{ ref('int_lifecycle_stages') }}
    where month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

clusters as (
    select * from {{ ref('int_account_clusters') }}
),

-- the level that most of the evidence speaks for; of equals the higher one
levelled as (
    select
        account_id,
        need_level,
        {{ list_text('need') }} as evidence,
        row_number() over (
            partition by account_id order by sum(points) desc, need_level desc
        ) as level_rank
    from needs
    group by account_id, need_level
),

placed as (
    select
        attributes.account_id,
        attributes.city,
        case when core_cities.city is null then 'elsewhere' else 'core_city' end as location
    from attributes
    left join core_cities
        on
            {{ lower_case('trim(attributes.city)') }} = core_cities.city
            and attributes.country = core_cities.country
    where attributes.city is not null
),

named_levels as (
    select
        levelled.account_id,
        need_levels.segment,
        levelled.evidence
    from levelled
    inner join need_levels on levelled.need_level = need_levels.need_level
    where levelled.level_rank = 1
),

gathered as (
    select
        account_id,
        model,
        segment,
        evidence
    from rule_segments
    {%- for source, model, segment, evidence in [
        ('abm_tiers', 'abm_tier', 'abm_tier', "'rank ' || cast(abm_rank as string)"),
        ('needs where is_main', 'need', 'need', 'evidence'),
        ('named_levels', 'need_level', 'segment', 'evidence'),
        ('attributes', 'size_band', 'size_band', "'employees ' || cast(employees as string)"),
        ('placed', 'location', 'location', 'city'),
        ('tiers', 'tier', 'tier', 'tier_reason'),
        ('rfm', 'rfm_segment', 'rfm_segment', 'rfm_code'),
        ('lifecycle', 'lifecycle_stage', 'stage', 'stage_reason'),
        ('clusters', 'cluster', 'cluster', 'cast(cast(distance as decimal(18, 2)) as string)'),
    ] %}
        union all
        select
            account_id,
            '{{ model }}' as model,
            {{ segment }} as segment,
            {{ evidence }} as evidence
        from {{ source }}
    {%- endfor %}
),

final as (
    select
        gathered.account_id,
        gathered.model,
        gathered.segment,
        gathered.evidence
    from gathered
    inner join attributes on gathered.account_id = attributes.account_id
    where gathered.segment <> 'unknown'
)

select * from final
