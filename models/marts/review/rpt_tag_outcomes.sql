-- grain: one row per active tag
with customers as (
    select * from {{ ref('customer_tiers') }}
),

tags as (
    select * from {{ ref('dim_tags') }}
    where is_active
),

account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight'
),

-- Its months follow each other without a gap.
lifecycle_stages as (
    select
        *,
        lag(stage, 12) over (partition by account_id order by month) as stage_before
    from {{ ref('int_lifecycle_stages') }}
),

satisfaction as (
    select * from {{ ref('int_satisfaction_metrics') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- Kept: it had not churned a year ago, and has not tonight.
measured as (
    select
        customers.account_id,
        customers.revenue_12m_amount as revenue_amount,
        {{ score_rule('ready_accounts', 'signal_rules') }} as min_accounts,
        case
            when lifecycle_stages.stage_before <> 'churn'
                then case when lifecycle_stages.stage = 'churn' then 0 else 1 end
        end as kept,
        cast(round(cast(satisfaction.nps_score as decimal(28, 8)), 6) as decimal(18, 6))
            as nps_score,
        cast(round(cast(satisfaction.csat_score as decimal(28, 8)), 6) as decimal(18, 6))
            as csat_score
    from customers
    left join lifecycle_stages
        on
            customers.account_id = lifecycle_stages.account_id
            and lifecycle_stages.month = cast(date_trunc('month', {{ as_of_date() }}) as date)
    left join satisfaction on customers.account_id = satisfaction.account_id
),

-- A tag without a row is off; one that can't be decided is on neither side.
sided as (
    select
        tags.tag,
        measured.*,
        case
            when account_tags.tag is null or not account_tags.is_on then 'without'
            when account_tags.is_on then 'with'
            else 'unknown'
        end as side
    from tags
    cross join measured
    left join account_tags
        on measured.account_id = account_tags.account_id and tags.tag = account_tags.tag
),

-- A number of accounts that is too small divides nothing.
rated as (
    select
        tag,
        side,
        count(*) as accounts,
        {{ amount_by(
            'sum(revenue_amount)', 'case when count(revenue_amount) >= max(min_accounts) then count(revenue_amount) end'
        ) }} as revenue_per_account_amount,
        {{ rate_of(
            'sum(kept)', 'case when count(kept) >= max(min_accounts) then count(kept) end'
        ) }} as retention_rate,
        {{ rate_of(
            'sum(nps_score)', 'case when count(nps_score) >= max(min_accounts) then count(nps_score) end'
        ) }} as nps_score,
        {{ rate_of(
            'sum(csat_score)', 'case when count(csat_score) >= max(min_accounts) then count(csat_score) end'
        ) }} as csat_score
    from sided
    group by tag, side
),

final as (
    select
        tags.tag,
        {{ as_of_date() }} as as_of_date,
        cast(coalesce(tagged.accounts, 0) as bigint) as accounts,
        cast(coalesce(untagged.accounts, 0) as bigint) as other_accounts,
        {{ rate_of(
            'coalesce(tagged.accounts, 0)',
            'coalesce(tagged.accounts, 0) + coalesce(untagged.accounts, 0)'
        ) }} as share,
        tagged.revenue_per_account_amount,
        untagged.revenue_per_account_amount as other_revenue_per_account_amount,
        tagged.retention_rate,
        untagged.retention_rate as other_retention_rate,
        {{ rate_of('tagged.retention_rate', 'untagged.retention_rate') }} as lift,
        tagged.nps_score,
        untagged.nps_score as other_nps_score,
        tagged.csat_score,
        untagged.csat_score as other_csat_score
    from tags
    left join rated as tagged on tags.tag = tagged.tag and tagged.side = 'with'
    left join rated as untagged on tags.tag = untagged.tag and untagged.side = 'without'
)

select * from final
