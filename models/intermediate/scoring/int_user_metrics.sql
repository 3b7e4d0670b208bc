-- grain: one row per account and metric of the feed account_metrics
with observations as (
    select * from {{ ref('stg_enrichment__account_metrics') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

resolved as (
    select
        identity.account_id,
        observations.metric,
        observations.value_number,
        observations.value_text,
        observations.observed_on,
        observations.source_account_key
    from observations
    inner join identity on observations.source_account_key = identity.source_account_key
),

final as (
    select
        account_id,
        metric,
        cast(value_number as double) as value_number,
        value_text,
        observed_on
    from resolved
    qualify row_number() over (
        partition by account_id, metric
        order by observed_on desc, (source_account_key = account_id) desc, source_account_key asc
    ) = 1
)

select * from final
