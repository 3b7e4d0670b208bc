-- grain: one row per customer
with customers as (
    select * from {{ ref('int_customers') }}
),

revenue as (
    select * from {{ ref('int_account_revenue') }}
    where revenue_on <= {{ as_of_date() }}
),

effort as (
    select * from {{ ref('int_effort_metrics') }}
),

rules as (
    select * from {{ ref('int_score_rules') }}
),

placed_in_years as (
    select
        *,
        case
            when revenue_on > cast({{ as_of_date() }} - interval 12 month as date) then 0
            when revenue_on > cast({{ as_of_date() }} - interval 24 month as date) then 1
            else 2
        end as years_ago
    from revenue
),

summed as (
    select
        account_id,
        sum(revenue_amount) filter (where years_ago = 0) as this_year_amount,
        sum(revenue_amount) filter (where years_ago = 1) as last_year_amount,
        sum(margin_amount) filter (where years_ago = 0) as margin_amount,
        sum(costed_amount) filter (where years_ago = 0) as costed_amount,
        count(*) filter (where years_ago = 0) as this_year_days,
        count(*) filter (where years_ago = 1) as last_year_days,
        bool_or(years_ago = 2) as has_two_years
    from placed_in_years
    group by account_id
),

-- a year without a day of revenue brought 0; one whose amounts are all unknown is unknown. Nobody
-- worked for who is not in the feed of service time, if there is one.
stated as (
    select
        customers.account_id,
        cast(
            case
                when coalesce(summed.this_year_days, 0) = 0 then 0 else summed.this_year_amount
            end as decimal(18, 2)
        ) as this_year_amount,
        cast(
            case
                when coalesce(summed.last_year_days, 0) = 0 then 0 else summed.last_year_amount
            end as decimal(18, 2)
        ) as last_year_amount,
        case
            when summed.costed_amount > 0
                then cast(summed.margin_amount as double) / cast(summed.costed_amount as double)
        end as gross_margin_rate,
        coalesce(
            effort.service_cost_12m_amount,
            case
                when (select count(worked.service_cost_12m_amount) from effort as worked) > 0 then 0
            end
        ) as service_cost_amount,
        coalesce(summed.has_two_years, false) as has_two_years
    from customers
    left join summed on customers.account_id = summed.account_id
    left join effort on customers.account_id = effort.account_id
),

-- The cost of what was sold may be known for a part of the revenue only, that of service is for all
-- of it: so rates are taken off each other, not amounts.
rated as (
    select
        *,
        case
            when this_year_amount > 0
                then cast(service_cost_amount as double) / cast(this_year_amount as double)
        end as service_cost_rate
    from stated
),

final as (
    select
        rated.account_id,
        rated.this_year_amount as revenue_12m_amount,
        rated.last_year_amount as revenue_previous_12m_amount,
        case
            when rated.has_two_years and rated.last_year_amount > 0
                then
                    cast(rated.this_year_amount as double)
                    / cast(rated.last_year_amount as double) - 1
        end as revenue_growth_rate,
        rated.gross_margin_rate,
        rated.gross_margin_rate
        - case when rated.service_cost_amount > 0 then rated.service_cost_rate else 0 end
            as contribution_margin_rate,
        -- no margin carries no cost: as bad as it gets
        case
            when rated.service_cost_amount = 0 then 0
            when rated.service_cost_amount is null then null
            when rated.this_year_amount <= 0 or rated.gross_margin_rate <= 0
                then rules.cost_rate_cap
            when rated.service_cost_rate / rated.gross_margin_rate > rules.cost_rate_cap
                then rules.cost_rate_cap
            else rated.service_cost_rate / rated.gross_margin_rate
        end as cost_to_serve_rate
    from rated
    cross join rules
)

select * from final
