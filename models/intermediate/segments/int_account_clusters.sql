-- grain: one row per customer, once clusters are fitted
with customers as (
    select * from {{ ref('int_customers') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null
),

cluster_centers as (
    select * from {{ ref('cluster_centers') }}
    where is_active
),

-- what is not known of a customer is taken to be at the mean
placed as (
    select
        customers.account_id,
        cluster_centers.cluster,
        cast(cluster_centers.weight as double) as weight,
        cast(cluster_centers.center as double) as center,
        metrics.account_id is not null as is_known,
        case
            when metrics.account_id is null then 0e0
            else
                (
                    {{ metric_step('metrics.value_number', 'cluster_centers.is_logarithmic') }}
                    - cast(cluster_centers.mean as double)
                ) / cast(cluster_centers.deviation as double)
        end as z
    from customers
    cross join cluster_centers
    left join metrics
        on
            customers.account_id = metrics.account_id
            and cluster_centers.metric = metrics.metric
),

measured as (
    select
        account_id,
        cluster,
        {{ round_alike('sqrt(sum(weight * (z - center) * (z - center)))', 6) }} as distance
    from placed
    group by account_id, cluster
    having bool_or(is_known)
),

final as (
    select
        account_id,
        cluster,
        distance
    from measured
    qualify row_number() over (partition by account_id order by distance asc, cluster asc) = 1
)

select * from final
