-- grain: one row per account and metric that follows from other metrics
with metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null or value_text is not null
),

warnings as (
    select * from {{ ref('int_account_warnings') }}
),

fit_criteria as (
    select * from {{ ref('fit_criteria') }}
),

possible as (
    select
        score,
        sum(points) as points
    from fit_criteria
    group by score
),

met as (
    select
        metrics.account_id,
        fit_criteria.score,
        fit_criteria.points,
        {{ condition('fit_criteria', 'metrics.value_number', 'metrics.value_text') }} as is_met
    from metrics
    inner join fit_criteria on metrics.metric = fit_criteria.metric
),

summed as (
    select
        account_id,
        score,
        sum(case when is_met then points else 0 end) as points_met,
        sum(points) as points_known
    from met
    where is_met is not null
    group by account_id, score
),

-- out of the criteria that are known: unknown is not no
final as (
    select
        summed.account_id,
        summed.score as metric,
        {{ round_alike("1e2 * summed.points_met / summed.points_known", 2) }} as value_number,
        {{ round_alike("cast(summed.points_known as double) / possible.points", 4) }}
            as coverage_rate
    from summed
    inner join possible on summed.score = possible.score
    union all
    select
        account_id,
        'warnings' as metric,
        cast(
            count(*) filter (where severity in ('low', 'medium', 'high')) as double
        ) as value_number,
        avg(case when severity = 'unknown' then 0e0 else 1e0 end) as coverage_rate
    from warnings
    group by account_id
    union all
    select
        account_id,
        'high_warnings' as metric,
        cast(count(*) filter (where severity = 'high') as double) as value_number,
        avg(case when severity = 'unknown' then 0e0 else 1e0 end) as coverage_rate
    from warnings
    group by account_id
)

select * from final
