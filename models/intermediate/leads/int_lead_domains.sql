-- grain: one row per scoring date and domain of an open lead, with what registries said by then
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
    where domain is not null
),

firmographics as (
    select
        domain,
        case when employees > 0 then employees end as employees,
        industry,
        coalesce(observed_on, date '1900-01-01') as known_on
    from {{ ref('stg_enrichment__firmographics') }}
),

technographics as (
    select * from {{ ref('stg_enrichment__technographics') }}
    where is_competitor
),

pairs as (
    select distinct
        scoring_date,
        domain
    from lead_dates
),

registry as (
    select
        pairs.scoring_date,
        pairs.domain,
        {{ last_known('employees') }} as employees,
        {{ lower_case(last_known('industry')) }} as industry,
        true as is_registered
    from pairs
    inner join firmographics
        on pairs.domain = firmographics.domain and pairs.scoring_date >= firmographics.known_on
    group by pairs.scoring_date, pairs.domain
),

rivals as (
    select distinct
        pairs.scoring_date,
        pairs.domain
    from pairs
    inner join technographics
        on
            pairs.domain = technographics.domain
            and pairs.scoring_date >= technographics.first_seen_on
            and pairs.scoring_date <= coalesce(technographics.last_seen_on, date '9999-12-31')
),

final as (
    select
        pairs.scoring_date,
        pairs.domain,
        registry.employees,
        registry.industry,
        coalesce(registry.is_registered, false) as is_registered,
        rivals.domain is not null as has_rival
    from pairs
    left join registry
        on pairs.scoring_date = registry.scoring_date and pairs.domain = registry.domain
    left join rivals
        on pairs.scoring_date = rivals.scoring_date and pairs.domain = rivals.domain
)

select * from final
