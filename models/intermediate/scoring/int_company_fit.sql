-- grain: one row per account
with facts as (
    select * from {{ ref('int_company_facts') }}
),

icp_criteria as (
    select * from {{ ref('icp_criteria') }}
),

growth_signals as (
    select * from {{ ref('growth_signals') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

criteria as (
    select
        'fit' as purpose,
        attribute,
        operator,
        {{ lower_case('value') }} as value,
        try_cast(value as double) as number,
        points
    from icp_criteria
    union all
    select
        'growth' as purpose,
        attribute,
        operator,
        {{ lower_case('value') }} as value,
        try_cast(value as double) as number,
        points
    from growth_signals
),

held_against as (
    select
        facts.account_id,
        facts.is_insolvent,
        criteria.purpose,
        criteria.operator,
        criteria.number as bound,
        criteria.points,
        ';' || criteria.value || ';' as listed,
        case criteria.attribute
            when 'industry' then {{ lower_case('facts.industry') }}
            when 'country' then {{ lower_case('facts.country') }}
            when 'region' then {{ lower_case('facts.region') }}
            when 'ownership' then facts.ownership
            when 'size_band' then nullif(facts.size_band, 'unknown')
        end as word,
        case criteria.attribute
            when 'employees' then cast(facts.employees as double)
            when 'annual_revenue_amount' then cast(facts.annual_revenue_amount as double)
            when 'company_age_years' then cast(facts.company_age_years as double)
            when 'employees_growth_rate' then facts.employees_growth_rate
            when 'employees_change_rate' then facts.employees_change_rate
            when 'revenue_change_rate' then facts.revenue_change_rate
        end as number
    from facts
    cross join criteria
),

-- null where the attribute is unknown: neither met nor missed
judged as (
    select
        *,
        case operator
            when 'in' then contains(listed, ';' || word || ';')
            when 'not_in' then not contains(listed, ';' || word || ';')
            when 'at_least' then number >= bound
            when 'at_most' then number <= bound
        end as is_met
    from held_against
),

summed as (
    select
        account_id,
        bool_or(is_insolvent) as is_insolvent,
        sum(points) filter (where purpose = 'fit' and is_met) as fit_points,
        sum(points) filter (where purpose = 'fit' and is_met is not null) as known_points,
        sum(points) filter (where purpose = 'fit') as possible_points,
        sum(points) filter (where purpose = 'growth' and is_met) as signals,
        sum(points) filter (where purpose = 'growth' and is_met is not null) as known_signals
    from judged
    group by account_id
),

rated as (
    select
        *,
        cast(100 * coalesce(fit_points, 0) as double) / cast(known_points as double) as fit,
        cast(coalesce(known_points, 0) as double) / cast(possible_points as double)
            as icp_coverage_rate
    from summed
),

-- a country alone tells no fit
final as (
    select
        account_id,
        case
            when icp_coverage_rate >= cast({{ score_rule('fit_floor') }} as double) then fit
        end as icp_fit,
        icp_coverage_rate,
        cast(coalesce(signals, 0) as double) / cast(known_signals as double)
            as growth_signal_rate,
        case when is_insolvent then 1 when not is_insolvent then 0 end as is_insolvent
    from rated
)

select * from final
