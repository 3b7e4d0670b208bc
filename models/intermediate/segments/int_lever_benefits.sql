-- grain: one row per model, segment and play: what became of its accounts of rule power_months ago
with segment_months as (
    select * from {{ ref('int_segment_months') }}
),

months as (
    select * from {{ ref('int_months') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
    where gives_plays
),

segment_plays as (
    select * from {{ ref('segment_plays') }}
),

segment_targets as (
    select * from {{ ref('segment_targets') }}
),

plays as (
    select * from {{ ref('plays') }}
),

done_plays as (
    select * from {{ ref('int_done_plays') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

rules as (
    select max(value) filter (where rule = 'power_months') as span
    from {{ ref('signal_rules') }}
),

-- as many months before the end of the base month as after it
spans as (
    select
        min(months.month) filter (where months.months_ago = 0) as current_month,
        max(months.month) filter (where months.months_ago = rules.span) as base_month,
        max(months.last_day) filter (where months.months_ago = rules.span) as base_day,
        max(months.last_day) filter (where months.months_ago = 2 * rules.span) as from_day
    from months
    cross join rules
    where months.months_ago <= 2 * rules.span
),

changes as (
    select
        revenue.account_id,
        sum(case
            when revenue.revenue_on > spans.base_day then revenue.revenue_amount
            else -revenue.revenue_amount
        end) as change_amount
    from revenue
    inner join spans on revenue.revenue_on > spans.from_day
    group by revenue.account_id
),

treated as (
    select distinct
        done_plays.account_id,
        done_plays.play_id
    from done_plays
    inner join spans on done_plays.done_on > spans.base_day
),

followed as (
    select
        past.account_id,
        past.model,
        past.segment,
        segment_plays.play_id,
        treated.account_id is not null as is_done,
        {{ hash_share("segment_plays.play_id || ':' || past.account_id") }}
        < cast(plays.holdout_share as double) as is_holdout,
        coalesce(present.segment = segment_targets.target_segment, false) as has_moved,
        coalesce(changes.change_amount, 0) as change_amount
    from segment_months as past
    inner join spans on past.month = spans.base_month
    inner join segment_models on past.model = segment_models.model
    inner join segment_plays
        on past.model = segment_plays.model and past.segment = segment_plays.segment
    inner join plays on segment_plays.play_id = plays.play_id
    left join segment_targets
        on past.model = segment_targets.model and past.segment = segment_targets.segment
    left join segment_months as present
        on
            past.account_id = present.account_id
            and past.model = present.model
            and spans.current_month = present.month
    left join treated
        on past.account_id = treated.account_id and segment_plays.play_id = treated.play_id
    left join changes on past.account_id = changes.account_id
),

final as (
    select
        model,
        segment,
        play_id,
        count(*) as accounts,
        count(*) filter (where is_done) as done_accounts,
        count(*) filter (where has_moved) as moved_accounts,
        count(*) filter (where is_holdout) as holdout_accounts,
        sum(change_amount) filter (where not is_holdout) as change_amount,
        sum(change_amount) filter (where is_holdout) as holdout_change_amount
    from followed
    group by model, segment, play_id
)

select * from final
