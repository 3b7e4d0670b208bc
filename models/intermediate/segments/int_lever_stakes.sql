-- grain: one row per account and play that is due to it tonight: what is at stake
with account_plays as (
    select * from {{ ref('int_account_plays') }}
),

members as (
    select * from {{ ref('int_segment_members') }}
),

revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
    where is_enabled and gives_plays
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

raising_plays as (
    select * from plays
    where effect = 'raise'
),

-- who is no customer has brought nothing
valued as (
    select
        members.account_id,
        members.model,
        members.segment,
        case when revenue.account_id is null then 0 else revenue.revenue_12m_amount end as amount
    from members
    inner join segment_models on members.model = segment_models.model
    left join revenue on members.account_id = revenue.account_id
),

means as (
    select
        model,
        segment,
        {{ amount_by('sum(amount)', 'count(amount)') }} as mean_amount
    from valued
    group by model, segment
),

aims as (
    select
        segment_targets.model,
        segment_targets.segment,
        means.mean_amount as target_mean_amount
    from segment_targets
    inner join means
        on
            segment_targets.model = means.model
            and segment_targets.target_segment = means.segment
),

-- of several segments that call for a play the one with the widest gap is the reason
gaps as (
    select
        valued.account_id,
        segment_plays.play_id,
        aims.model,
        aims.segment,
        aims.target_mean_amount,
        case
            when aims.target_mean_amount > valued.amount
                then aims.target_mean_amount - valued.amount
            when aims.target_mean_amount <= valued.amount then 0
        end as gap_amount
    from valued
    inner join aims on valued.model = aims.model and valued.segment = aims.segment
    inner join segment_plays
        on valued.model = segment_plays.model and valued.segment = segment_plays.segment
    inner join raising_plays on segment_plays.play_id = raising_plays.play_id
    qualify row_number() over (
        partition by valued.account_id, segment_plays.play_id
        order by gap_amount desc nulls last, aims.model asc, aims.segment asc
    ) = 1
),

final as (
    select
        account_plays.account_id,
        account_plays.play_id,
        coalesce(gaps.model, account_plays.model) as model,
        coalesce(gaps.segment, account_plays.segment) as segment,
        gaps.target_mean_amount,
        case when revenue.account_id is null then 0 else revenue.revenue_12m_amount end as amount,
        cast(case
            when plays.effect = 'raise' then gaps.gap_amount
            when revenue.account_id is null then 0
            when revenue.revenue_12m_amount < 0 then 0
            else revenue.revenue_12m_amount
        end as decimal(18, 2)) as stake_amount
    from account_plays
    inner join plays on account_plays.play_id = plays.play_id
    left join gaps
        on
            account_plays.account_id = gaps.account_id
            and account_plays.play_id = gaps.play_id
    left join revenue on account_plays.account_id = revenue.account_id
)

select * from final
