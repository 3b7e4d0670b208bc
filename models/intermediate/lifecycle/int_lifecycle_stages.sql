-- grain: one row per customer and month from its first activity on
with lifecycle_months as (
    select * from {{ ref('int_lifecycle_months') }}
),

silences as (
    select * from {{ ref('int_silences') }}
),

purchase_growth as (
    select * from {{ ref('int_purchase_growth') }}
),

rules as (
    select * from {{ ref('int_lifecycle_rules') }}
),

stages as (
    select
        min(check_order) filter (where stage = 'churn') as churn_order,
        min(check_order) filter (where stage = 'dormancy') as dormancy_order,
        min(check_order) filter (where stage = 'introduction') as introduction_order,
        min(check_order) filter (where stage = 'growth') as growth_order,
        min(check_order) filter (where stage = 'maturity') as maturity_order
    from {{ ref('lifecycle_stages') }}
),

stage_names as (
    select * from {{ ref('lifecycle_stages') }}
),

measured as (
    select
        silences.*,
        lifecycle_months.first_started_on is null
        and lifecycle_months.purchase_days = 1 as has_one_order,
        {{ days_between('lifecycle_months.first_active_on', 'lifecycle_months.observed_on') }}
        <= rules.intro_days as is_recent,
        case
            when silences.is_contractual then lifecycle_months.mrr_amount
            else purchase_growth.recent_amount
        end as recent_amount,
        case
            when silences.is_contractual then lifecycle_months.mrr_before_amount
            else purchase_growth.before_amount
        end as before_amount,
        rules.growth_percent
    from silences
    inner join lifecycle_months
        on
            silences.account_id = lifecycle_months.account_id
            and silences.month = lifecycle_months.month
    cross join rules
    left join purchase_growth
        on
            silences.account_id = purchase_growth.account_id
            and silences.month = purchase_growth.month
),

-- Introduction ends for good in the first month that is none.
introduced as (
    select
        *,
        min(
            case when is_dormant or is_churned or not (is_recent or has_one_order) then month end
        ) over (partition by account_id) as left_introduction_in,
        before_amount > 0
        and recent_amount * 100 > before_amount * (100 + growth_percent) as is_growing
    from measured
),

checked as (
    select
        introduced.*,
        least(
            case when introduced.is_churned then stages.churn_order else 99 end,
            case when introduced.is_dormant then stages.dormancy_order else 99 end,
            case
                when coalesce(introduced.month < introduced.left_introduction_in, true)
                    then stages.introduction_order
                else 99
            end,
            case when introduced.is_growing then stages.growth_order else 99 end,
            stages.maturity_order
        ) as check_order
    from introduced
    cross join stages
),

final as (
    select
        checked.account_id,
        checked.month,
        stage_names.stage,
        checked.is_contractual,
        checked.days_since_order,
        checked.gap_threshold_days,
        checked.churn_threshold_days,
        case
            when stage_names.stage in ('churn', 'dormancy') and checked.is_contractual
                then 'contract_ended'
            when stage_names.stage in ('churn', 'dormancy') then 'no_order'
            when stage_names.stage = 'introduction' and checked.is_recent then 'first_order'
            when stage_names.stage = 'introduction' then 'one_order'
            when stage_names.stage = 'growth' then 'more_revenue'
            else 'steady'
        end as stage_reason
    from checked
    inner join stage_names on checked.check_order = stage_names.check_order
)

select * from final
