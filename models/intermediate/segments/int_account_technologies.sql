-- grain: one row per account and technology
with observations as (
    select * from {{ ref('stg_enrichment__technographics') }}
),

domains as (
    select * from {{ ref('int_account_domains') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- what is seen later than the night was there on the night at most
seen as (
    select
        domains.account_id,
        observations.technology,
        min_by(observations.category, observations.source_system) as category,
        bool_or(observations.is_competitor) as is_competitor,
        min(observations.first_seen_on) as first_seen_on,
        max(
            case
                when observations.last_seen_on > {{ as_of_date() }} then {{ as_of_date() }}
                else observations.last_seen_on
            end
        ) as last_seen_on
    from observations
    inner join domains on observations.domain = domains.domain
    group by domains.account_id, observations.technology
),

final as (
    select
        *,
        {{ days_between('last_seen_on', as_of_date()) }}
        <= {{ score_rule('technology_days', 'signal_rules') }} as is_current
    from seen
)

select * from final
