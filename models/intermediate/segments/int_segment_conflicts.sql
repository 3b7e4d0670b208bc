-- grain: one row per account and contradiction in what is said of it
with members as (
    select * from {{ ref('int_segment_members') }}
),

metrics as (
    select * from {{ ref('int_account_metrics') }}
    where status = 'known'
),

segment_conflicts as (
    select * from {{ ref('segment_conflicts') }}
),

awareness_doubts as (
    select * from {{ ref('awareness_doubts') }}
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
)

select * from final
