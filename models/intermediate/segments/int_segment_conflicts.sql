-- grain: one row per account and contradiction in what is said of it
with members as (
    select * from {{ ref('int_segment_members') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where value_number is not null or value_text is not null
),

scores as (
    select * from {{ ref('int_account_scores') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
    where revenue_12m_amount is not null
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

segment_conflicts as (
    select * from {{ ref('segment_conflicts') }}
),

awareness_doubts as (
    select * from {{ ref('awareness_doubts') }}
),

-- equal values share the middle rank
ranked as (
    select
        scores.account_id,
        (
            rank() over (order by scores.value_score asc)
            + count(*) over (partition by scores.value_score) * 0.5e0
        ) / count(*) over () as score_percentile,
        (
            rank() over (order by revenue.revenue_12m_amount asc)
            + count(*) over (partition by revenue.revenue_12m_amount) * 0.5e0
        ) / count(*) over () as revenue_percentile
    from scores
    inner join revenue on scores.account_id = revenue.account_id
),

-- two methods that can't both be right
final as (
    select
        one.account_id,
        'segments' as kind,
        segment_conflicts.conflict
    from members as one
    inner join segment_conflicts
        on one.model = segment_conflicts.model and one.segment = segment_conflicts.segment
    inner join members as other
        on
            one.account_id = other.account_id
            and segment_conflicts.other_model = other.model
            and segment_conflicts.other_segment = other.segment
    union all
    -- a level of awareness that something else speaks against
    select
        members.account_id,
        'awareness' as kind,
        awareness_doubts.doubt as conflict
    from members
    inner join awareness_doubts
        on members.model = 'awareness' and members.segment = awareness_doubts.segment
    inner join metrics
        on members.account_id = metrics.account_id and awareness_doubts.metric = metrics.metric
    where {{ condition('awareness_doubts', 'metrics.value_number', 'metrics.value_text') }}
    union all
    select
        account_id,
        'value' as kind,
        case
            when score_percentile > revenue_percentile then 'high_score_little_revenue'
            else 'low_score_much_revenue'
        end as conflict
    from ranked
    where
        abs(score_percentile - revenue_percentile)
        > {{ score_rule('disagreement_gap', 'signal_rules') }}
)

select * from final
