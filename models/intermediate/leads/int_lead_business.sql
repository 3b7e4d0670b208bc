-- grain: one row per open lead and scoring date, with what is seen of its company and deal
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

domains as (
    select * from {{ ref('int_lead_domains') }}
),

accounts as (
    select * from {{ ref('int_lead_accounts') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

joined as (
    select
        lead_dates.*,
        cast(
            coalesce(domains.employees, accounts.employees, lead_dates.employees) as double
        ) as known_employees,
        coalesce(domains.is_registered, false) as is_registered,
        domains.has_rival,
        accounts.seats,
        {{ days_between('lead_dates.scoring_date', 'accounts.renews_on') }} as renewal_days,
        {{ days_between('lead_dates.scoring_date', 'lead_dates.incumbent_contract_ends_on') }}
            as incumbent_days,
        coalesce(
            greatest(lead_dates.employees, domains.employees)
            > least(lead_dates.employees, domains.employees)
            * {{ lead_rule('contradiction_ratio') }}, false
        ) as has_other_size,
        coalesce(lead_dates.industry <> domains.industry, false) as has_other_industry
    from lead_dates
    left join domains
        on
            lead_dates.domain = domains.domain
            and lead_dates.scoring_date = domains.scoring_date
    left join accounts
        on
            lead_dates.account_id = accounts.account_id
            and lead_dates.scoring_date = accounts.scoring_date
),

final as (
    select
        lead_key,
        scoring_date,
        known_employees,
        -- how many times too small or too large
        case
            when known_employees is not null
                then
                    greatest(
                        1e0,
                        {{ lead_rule('ideal_min_employees') }} / known_employees,
                        known_employees / {{ lead_rule('ideal_max_employees') }}
                    )
        end as size_distance,
        case
            when budget_status <> 'confirmed' then budget_status
            when budget_amount >= {{ lead_rule('entry_price_amount') }} then 'confirmed_at_price'
            when budget_amount is not null then 'confirmed_below'
            else budget_status
        end as budget,
        coalesce(
            purchase_timeline,
            case
                when renewal_days <= 31 then '1m'
                when renewal_days <= 92 then '3m'
                when renewal_days <= 183 then '6m'
                when renewal_days <= 366 then '12m'
            end
        ) as horizon,
        case
            when incumbent in ('none', '无') then 'none'
            when incumbent_days <= {{ lead_rule('incumbent_ends_days') }} then 'ending'
            when incumbent is not null or has_rival then 'entrenched'
        end as incumbent,
        known_employees * {{ lead_rule('user_penetration') }} - coalesce(seats, 0) as open_seats,
        -- two signs that agree leave less doubt than one
        10e0 * case
            when is_registered and account_id is not null
                then 1e0 - power(1e0 - {{ lead_rule('domain_match') }}, 2)
            when is_registered or account_id is not null then {{ lead_rule('domain_match') }}
            when domain is not null then {{ lead_rule('name_only_match') }}
            when has_free_mail then {{ lead_rule('free_mail_match') }}
        end as verified_score,
        cast(has_other_size as int) + cast(has_other_industry as int) as contradictions,
        origin,
        title_class,
        looks
    from joined
)

select * from final
