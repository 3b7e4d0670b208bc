-- Every segment that occurs and every kind of warning has a play, every play is used by one, and
-- rules lead to segments that exist. Fails with one row per orphan.
with account_segments as (
    select * from {{ ref('int_segment_members') }}
),

segment_plays as (
    select * from {{ ref('segment_plays') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
),

segment_rules as (
    select * from {{ ref('segment_rules') }}
),

warnings as (
    select * from {{ ref('warnings') }}
),

plays as (
    select * from {{ ref('plays') }}
),

needed as (
    select
        model,
        segment
    from account_segments
    union
    select
        model,
        segment
    from segment_rules
    union
    select
        model,
        'unknown' as segment
    from segment_models
    union
    select
        'warning' as model,
        rule as segment
    from warnings
)

select
    needed.model,
    needed.segment
from needed
left join segment_plays
    on needed.model = segment_plays.model and needed.segment = segment_plays.segment
where segment_plays.play_id is null
union all
select
    'play' as model,
    plays.play_id as segment
from plays
left join segment_plays on plays.play_id = segment_plays.play_id
where segment_plays.play_id is null
union all
select
    segment_plays.model,
    segment_plays.segment
from segment_plays
left join segment_models on segment_plays.model = segment_models.model
where segment_models.model is null and segment_plays.model <> 'warning'
