-- grain: one row per lead that is open on a scoring date, and that date
with periods as (
    select * from {{ ref('int_lead_periods') }}
),

outcomes as (
    select * from {{ ref('int_lead_outcomes') }}
),

scoring_dates as (
    select * from {{ ref('int_scoring_dates') }}
),

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

-- a domain counts from the day on which a record of the company bore it
domains as (
    select
        domains.domain,
        domains.account_id,
        coalesce(min({{ local_date('records.created_at') }}), date '1900-01-01') as known_on
    from {{ ref('int_account_domains') }} as domains
    inner join {{ ref('int_company_records') }} as records on domains.domain = records.domain
    group by domains.domain, domains.account_id
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

closed as (
    select distinct
        outcomes.lead_key,
        scoring_dates.scoring_date
    from outcomes
    inner join scoring_dates
        on
            outcomes.known_from <= scoring_dates.scoring_date
            and outcomes.known_to > scoring_dates.scoring_date
),

open_leads as (
    select
        scoring_dates.scoring_date,
        scoring_dates.is_newest,
        periods.*,
        periods.mail_domain is not null and free_mail_domains.domain is null as has_own_mail,
        coalesce(free_mail_domains.kind = 'free_mail', false) as has_free_mail,
        coalesce(
            case when free_mail_domains.domain is null then periods.mail_domain end,
            periods.website_domain
        ) as domain
    from periods
    inner join scoring_dates
        on
            periods.created_on <= scoring_dates.scoring_date
            and periods.valid_from <= scoring_dates.scoring_date
            and periods.valid_to > scoring_dates.scoring_date
    left join closed
        on
            periods.lead_key = closed.lead_key
            and scoring_dates.scoring_date = closed.scoring_date
    left join free_mail_domains on periods.mail_domain = free_mail_domains.domain
    where
        closed.lead_key is null
        and (
            scoring_dates.is_newest
            or {{ days_between('periods.created_on', 'scoring_dates.scoring_date') }}
            <= {{ lead_rule('scored_lead_days') }}
        )
),

final as (
    select
        open_leads.lead_key,
        open_leads.scoring_date,
        open_leads.is_newest,
        open_leads.source_system,
        open_leads.lead_id,
        open_leads.created_on,
        open_leads.domain,
        coalesce(identity.account_id, domains.account_id) as account_id,
        open_leads.email,
        open_leads.has_own_mail,
        open_leads.has_free_mail,
        open_leads.has_phone,
        open_leads.has_messenger,
        open_leads.industry,
        open_leads.employees,
        open_leads.seniority,
        open_leads.origin,
        open_leads.title_class,
        open_leads.looks,
        open_leads.stated_points,
        open_leads.incumbent_contract_ends_on,
        open_leads.budget_amount,
        open_leads.budget_status,
        open_leads.purchase_timeline,
        open_leads.incumbent
    from open_leads
    left join identity
        on open_leads.converted_source_account_key = identity.source_account_key
    left join domains
        on
            open_leads.domain = domains.domain
            and open_leads.scoring_date >= domains.known_on
)

select * from final
