-- grain: one row per account: its company, and whether it grows or is in trouble
with attributes as (
    select * from {{ ref('int_account_attributes') }}
),

enrichment as (
    select * from {{ ref('int_company_enrichment') }}
),

company_states as (
    select * from {{ ref('company_states') }}
),

spellings as (
    select status as spelling from attributes
    union
    select registry_status as spelling from enrichment
),

states as (
    select
        spellings.spelling,
        company_states.is_insolvent
    from spellings
    inner join company_states
        on
            contains(
                ' ' || replace(spellings.spelling, '_', ' ') || ' ',
                case
                    when company_states.match = 'word' then ' ' || company_states.words || ' '
                    else company_states.words
                end
            )
    qualify
        row_number() over (partition by spellings.spelling order by company_states.position) = 1
),

final as (
    select
        attributes.account_id,
        attributes.industry,
        attributes.country,
        attributes.region,
        attributes.ownership,
        attributes.size_band,
        attributes.employees,
        attributes.annual_revenue_amount,
        extract(year from {{ as_of_date() }}) - attributes.founded_year as company_age_years,
        enrichment.employees_growth_rate,
        enrichment.employees_change_rate,
        enrichment.revenue_change_rate,
        -- a word of trouble in one of them is enough
        coalesce(
            crm_state.is_insolvent or registry_state.is_insolvent,
            crm_state.is_insolvent,
            registry_state.is_insolvent
        ) as is_insolvent
    from attributes
    left join enrichment on attributes.account_id = enrichment.account_id
    left join states as crm_state on attributes.status = crm_state.spelling
    left join states as registry_state on enrichment.registry_status = registry_state.spelling
)

select * from final
