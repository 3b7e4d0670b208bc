-- grain: one row per customer that is ageing or healthy and metric that is known of it
with metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null
),

lookalike_metrics as (
    select * from {{ ref('lookalike_metrics') }}
),

lookalike_kinds as (
    select * from {{ ref('lookalike_kinds') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

attributes as (
    select * from {{ ref('int_account_attributes') }}
    where industry is not null and size_band <> 'unknown'
),

members as (
    select * from {{ ref('int_segment_members') }}
),

warnings as (
    select * from {{ ref('int_account_warnings') }}
),

states as (
    select
        account_id,
        model,
        segment
    from members
    union all
    select
        account_id,
        'warning' as model,
        rule as segment
    from warnings
    where severity not in ('none', 'unknown')
),

-- who is ageing by anything is not healthy
judged as (
    select
        states.account_id,
        min(lookalike_kinds.kind) as kind,
        {{ list_text(
            "case when lookalike_kinds.kind = 'ageing' then lookalike_kinds.segment end"
        ) }} as signs
    from states
    inner join lookalike_kinds
        on states.model = lookalike_kinds.model and states.segment = lookalike_kinds.segment
    group by states.account_id
),

scaled as (
    select
        customers.account_id,
        metrics.metric,
        cast(lookalike_metrics.weight as double) as weight,
        {{ metric_step('metrics.value_number', 'lookalike_metrics.is_logarithmic') }} as step
    from customers
    inner join metrics on customers.account_id = metrics.account_id
    inner join lookalike_metrics on metrics.metric = lookalike_metrics.metric
),

-- what is the same for everybody tells nobody apart
standardised as (
    select
        *,
        {{ round_alike(
            "(step - avg(step) over (partition by metric))"
            ~ " / nullif(stddev_pop(step) over (partition by metric), 0e0)", 4
        ) }} as z
    from scaled
),

final as (
    select
        standardised.account_id,
        judged.kind,
        judged.signs,
        attributes.industry,
        attributes.size_band,
        standardised.metric,
        standardised.weight,
        standardised.z
    from standardised
    inner join judged on standardised.account_id = judged.account_id
    inner join attributes on standardised.account_id = attributes.account_id
    where standardised.z is not null
)

select * from final
