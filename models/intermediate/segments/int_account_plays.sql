-- grain: one row per account and play that is due to it tonight
with members as (
    select * from {{ ref('int_segment_members') }}
),

warnings as (
    select * from {{ ref('int_account_warnings') }}
),

memory as (
    select * from {{ ref('int_state_memory') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
),

segment_plays as (
    select * from {{ ref('segment_plays') }}
),

plays as (
    select * from {{ ref('plays') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- a warning that can't be decided tonight is as it was
reasons as (
    select
        members.account_id,
        'segment' as object,
        members.model,
        members.segment,
        members.segment as state
    from members
    inner join segment_models on members.model = segment_models.model
    where segment_models.is_enabled and segment_models.gives_plays
    union all
    select
        warnings.account_id,
        'warning' as object,
        'warning' as model,
        warnings.rule as segment,
        warnings.severity as state
    from warnings
    left join memory
        on
            memory.object = 'warning'
            and warnings.account_id = memory.account_id
            and warnings.rule = memory.item
    where coalesce(nullif(warnings.severity, 'unknown'), memory.value_text, 'none') <> 'none'
),

-- a play is due from the night that its reason began
dated as (
    select
        reasons.account_id,
        reasons.model,
        reasons.segment,
        plays.play_id,
        plays.priority,
        plays.due_days,
        plays.holdout_share,
        case
            when reasons.object = 'warning' and memory.value_text <> 'none' then memory.since_date
            when reasons.state = memory.value_text then memory.since_date
            else {{ as_of_date() }}
        end as since_date
    from reasons
    inner join segment_plays
        on reasons.model = segment_plays.model and reasons.segment = segment_plays.segment
    inner join plays on segment_plays.play_id = plays.play_id
    left join memory
        on
            reasons.object = memory.object
            and reasons.account_id = memory.account_id
            and memory.item = case
                when reasons.object = 'warning' then reasons.segment else reasons.model
            end
),

-- the reason that began first counts; several give the play once
chosen as (
    select
        *,
        count(*) over (partition by account_id, play_id) as reasons
    from dated
    qualify row_number() over (
        partition by account_id, play_id order by since_date asc, model asc, segment asc
    ) = 1
),

ranked as (
    select
        *,
        {{ hash_share("play_id || ':' || account_id") }} < cast(holdout_share as double)
            as is_holdout,
        row_number() over (partition by account_id order by priority asc, play_id asc) as play_rank
    from chosen
),

final as (
    select
        account_id,
        play_id,
        model,
        segment,
        reasons,
        since_date,
        since_date + due_days as due_date,
        is_holdout,
        play_rank
    from ranked
    where play_rank <= {{ score_rule('plays_per_account', 'signal_rules') }}
)

select * from final
