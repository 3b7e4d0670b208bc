-- grain: one row per model, segment and month that is reviewed
with segment_months as (
    select * from {{ ref('int_segment_months') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

-- what an account brings is compared on a scale where ten times as much is one step more
earned as (
    select
        account_id,
        cast(date_trunc('month', revenue_on) as date) as month,
        sum(revenue_amount) as revenue_amount,
        log10(cast(greatest(sum(revenue_amount), 0) as double) + 1) as revenue_step
    from revenue
    group by account_id, cast(date_trunc('month', revenue_on) as date)
),

present as (
    select
        segment_months.*,
        coalesce(earned.revenue_amount, 0) as revenue_amount,
        coalesce(earned.revenue_step, 0e0) as revenue_step
    from segment_months
    left join earned
        on
            segment_months.account_id = earned.account_id
            and segment_months.month = earned.month
),

-- the same accounts a month later, when what they were foretells what they do
before as (
    select
        account_id,
        model,
        segment,
        cast({{ dbt.dateadd('month', 1, 'month') }} as date) as month
    from segment_months
    where month < cast(date_trunc('month', {{ as_of_date() }}) as date)
),

followed as (
    select
        coalesce(present.account_id, before.account_id) as account_id,
        coalesce(present.model, before.model) as model,
        coalesce(present.month, before.month) as month,
        present.segment,
        before.segment as segment_before,
        present.revenue_amount,
        present.revenue_step
    from present
    full outer join before
        on
            present.account_id = before.account_id
            and present.model = before.model
            and present.month = before.month
),

sides as (
    select
        model,
        month,
        segment,
        1 as is_member,
        0 as was_member,
        case when segment = segment_before then 0 else 1 end as joins,
        0 as leaves,
        0 as buys,
        revenue_amount,
        revenue_step
    from followed
    where segment is not null
    union all
    select
        followed.model,
        followed.month,
        followed.segment_before as segment,
        0 as is_member,
        1 as was_member,
        0 as joins,
        case when followed.segment = followed.segment_before then 0 else 1 end as leaves,
        case when earned.revenue_amount > 0 then 1 else 0 end as buys,
        0 as revenue_amount,
        0e0 as revenue_step
    from followed
    left join earned
        on followed.account_id = earned.account_id and followed.month = earned.month
    where followed.segment_before is not null
),

final as (
    select
        sides.model,
        sides.segment,
        sides.month,
        sides.month > min(min(sides.month)) over (partition by sides.model) as has_month_before,
        sum(sides.is_member) as accounts,
        sum(sides.was_member) as accounts_before,
        sum(sides.joins) as joined,
        sum(sides.leaves) as left_accounts,
        sum(sides.buys) as buyers,
        sum(sides.revenue_amount) as revenue_amount,
        percentile_cont(0.5) within group (
            order by case when sides.is_member = 1 then cast(sides.revenue_amount as double) end
        ) as median_revenue,
        sum(sides.revenue_step) as revenue_steps,
        sum(sides.revenue_step * sides.revenue_step) as revenue_step_squares
    from sides
    group by sides.model, sides.segment, sides.month
)

select * from final
