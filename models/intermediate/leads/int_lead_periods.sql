-- grain: one row per lead and period in which the CRM said the same of it
with versions as (
    {{ vendor_rows('crm', 'leads') }}
),

lead_words as (
    select * from {{ ref('lead_words') }}
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

seniorities as (
    select
        field,
        said,
        min_by(value, position) as seniority
    from person_words
    where trait = 'seniority'
    group by field, said
),

functions as (
    select
        said,
        min_by(value, position) as job_function
    from person_words
    where trait = 'job_function' and field = 'job_title'
    group by said
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
        lower(trim(periods.email)) as email,
        {{ mail_domain('periods.email') }} as mail_domain,
        {{ company_host('periods.website') }} as website_domain,
        {{ phone_digits('periods.phone') }} is not null as has_phone,
        periods.wecom_id is not null as has_messenger,
        lower(periods.industry) as industry,
        case when periods.employees > 0 then periods.employees end as employees,
        lower(coalesce({{ lead_tag('periods.source', 'utm_source') }}, '')) || '|'
        || lower(coalesce({{ lead_tag('periods.medium', 'utm_medium') }}, '')) as origin,
        coalesce(stated_seniorities.seniority, title_seniorities.seniority) as seniority,
        case
            when coalesce(functions.job_function, title_seniorities.seniority) is not null
                or stated_seniorities.seniority is not null
                then coalesce(functions.job_function, 'any') || '/' || coalesce(
                    stated_seniorities.seniority, title_seniorities.seniority, 'any'
                )
            else coalesce({{ plain_words('periods.job_title') }}, 'none')
        end as title_class,
        periods.stated_points,
        coalesce(cast(bins.score as string), 'unknown') as looks,
        periods.incumbent_contract_ends_on,
        case when periods.is_known then periods.budget_amount end as budget_amount,
        case when periods.is_known then periods.budget_status end as budget_status,
        case when periods.is_known then periods.purchase_timeline end as purchase_timeline,
        case when periods.is_known then lower(periods.incumbent) end as incumbent,
        case when periods.is_known then periods.converted_source_account_key end
            as converted_source_account_key,
        coalesce(periods.is_known and status_words.value = 'lost', false)
        or (periods.is_known and periods.rejected_reason is not null) as is_lost,
        coalesce(periods.is_known and status_words.value = 'won', false)
        or (periods.is_known and periods.converted_at is not null) as is_converted,
        coalesce(periods.is_known and status_words.value = 'qualified', false)
        or (periods.is_known and periods.qualified_at is not null) as is_qualified,
        case when periods.updated_at is null then {{ local_date('periods.converted_at') }} end
            as self_dated_converted_on
    from measured as periods
    left join bins
        on
            periods.stated_points >= bins.lower_bound
            and periods.stated_points < bins.next_bound
    left join lead_words as status_words
        on
            status_words.field = 'status'
            and {{ plain_words('periods.status') }} = status_words.spelling
    left join seniorities as stated_seniorities
        on
            stated_seniorities.field = 'seniority'
            and periods.seniority = stated_seniorities.said
    left join seniorities as title_seniorities
        on
            title_seniorities.field = 'job_title'
            and periods.job_title = title_seniorities.said
    left join functions on periods.job_title = functions.said
)

select * from final
