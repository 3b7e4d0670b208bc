-- grain: one row per account and play that is due to it tonight: what was done and what came of it
with account_plays as (
    select * from {{ ref('int_account_plays') }}
),

done as (
    select * from {{ ref('int_done_plays') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

first_done as (
    select
        account_plays.account_id,
        account_plays.play_id,
        min(done.done_on) as done_on
    from account_plays
    inner join done
        on account_plays.account_id = done.account_id and account_plays.play_id = done.play_id
    where done.done_on >= account_plays.since_date
    group by account_plays.account_id, account_plays.play_id
),

brought as (
    select
        account_plays.account_id,
        account_plays.play_id,
        sum(revenue.revenue_amount) as revenue_amount
    from account_plays
    inner join revenue on account_plays.account_id = revenue.account_id
    where revenue.revenue_on > account_plays.since_date
    group by account_plays.account_id, account_plays.play_id
),

final as (
    select
        account_plays.account_id,
        account_plays.play_id,
        first_done.done_on,
        case
            when account_plays.is_holdout then 'holdout'
            when first_done.done_on is not null then 'done'
            when account_plays.due_date < {{ as_of_date() }} then 'overdue'
            else 'open'
        end as status,
        coalesce(brought.revenue_amount, 0) as revenue_since_amount
    from account_plays
    left join first_done
        on
            account_plays.account_id = first_done.account_id
            and account_plays.play_id = first_done.play_id
    left join brought
        on
            account_plays.account_id = brought.account_id
            and account_plays.play_id = brought.play_id
)

select * from final
