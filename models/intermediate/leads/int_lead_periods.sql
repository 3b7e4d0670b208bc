-- grain: one row per lead and period in which the CRM said the same of it
with versions as (
    {{ vendor_rows('crm', 'leads') }}
),

status_words as (
    select * from {{ ref('lead_words') }}
    where field = 'status'
),

person_words as (
    select * from {{ ref('int_person_words') }}
),

lead_touches as (
    select * from {{ ref('lead_touches') }}
),

bins as (
    select
        *,
        coalesce(lead(lower_bound) over (order by lower_bound), 1e9) as next_bound
    from {{ ref('lead_bins') }}
    where indicator = 'L1a'
),

{{ version_periods('versions', ['source_system', 'lead_id']) }},

traits as (
    select
        field,
        said,
        min_by(value, position) filter (where trait = 'seniority') as seniority,
        min_by(value, position) filter (where trait = 'job_function') as job_function
    from person_words
    where field in ('job_title', 'seniority')
    group by field, said
),

-- how much the person looked before, where the record counts it: time says it best, then pages
measured as (
    select
        *,
        round(coalesce(
            time_on_site_seconds / 60e0 * {{ touch_rule('stated_minute') }},
            page_view_count * {{ touch_rule('stated_page') }},
            visit_count * {{ touch_rule('stated_visit') }}
        ), 6) as stated_points
    from periods
),

final as (
    select
        {{ lead_key('periods') }} as lead_key,
        periods.source_system,
        periods.lead_id,
        periods.valid_from,
        periods.valid_to,
        periods.is_known,
        {{ local_date('periods.created_at') }} as created_on,
        {{ lower_case('trim(periods.email)') }} as email,
        {{ mail_domain('periods.email') }} as mail_domain,
        {{ company_host('periods.website') }} as website_domain,
        {{ phone_digits('periods.phone') }} is not null as has_phone,
        periods.wecom_id is not null as has_messenger,
        {{ lower_case('periods.industry') }} as industry,
        case when periods.employees > 0 then periods.employees end as employees,
        coalesce({{ lower_case(lead_tag('periods.source', 'utm_source')) }}, '') || '|'
        || coalesce({{ lower_case(lead_tag('periods.medium', 'utm_medium')) }}, '') as origin,
        coalesce(stated.seniority, title.seniority) as seniority,
        case
            when coalesce(title.job_function, stated.seniority, title.seniority) is not null
                then
                    coalesce(title.job_function, 'any') || '/'
                    || coalesce(stated.seniority, title.seniority, 'any')
            else coalesce({{ plain_words('periods.job_title') }}, 'none')
        end as title_class,
        periods.stated_points,
        -- who never came to the site did not browse little
        case
            when periods.stated_points = 0 then 'none'
            else coalesce(cast(bins.score as string), 'unknown')
        end as looks,
        periods.incumbent_contract_ends_on,
        case when periods.is_known then periods.budget_amount end as budget_amount,
        case when periods.is_known then periods.budget_status end as budget_status,
        case when periods.is_known then periods.purchase_timeline end as purchase_timeline,
        case when periods.is_known then {{ lower_case('periods.incumbent') }} end as incumbent,
        case when periods.is_known then periods.converted_source_account_key end
            as converted_source_account_key,
        periods.is_known
        and (coalesce(status_words.value, '') = 'lost' or periods.rejected_reason is not null)
            as is_lost,
        periods.is_known
        and (coalesce(status_words.value, '') = 'won' or periods.converted_at is not null)
            as is_converted,
        periods.is_known
        and (coalesce(status_words.value, '') = 'qualified' or periods.qualified_at is not null)
            as is_qualified,
        case when periods.updated_at is null then {{ local_date('periods.converted_at') }} end
            as self_dated_converted_on
    from measured as periods
    left join bins
        on
            periods.stated_points >= bins.lower_bound
            and periods.stated_points < bins.next_bound
    left join status_words on {{ plain_words('periods.status') }} = status_words.spelling
    left join traits as stated
        on stated.field = 'seniority' and periods.seniority = stated.said
    left join traits as title
        on title.field = 'job_title' and periods.job_title = title.said
)

select * from final
