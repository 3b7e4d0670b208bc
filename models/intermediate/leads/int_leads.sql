-- grain: one row per lead, as it came in and as the CRM holds it
with leads as (
    select
        *,
        {{ lead_tag('source', 'utm_source') }} as tagged_source,
        {{ lead_tag('medium', 'utm_medium') }} as tagged_medium,
        {{ mail_domain('email') }} as mail_domain,
        {{ company_host('website') }} as website_domain,
        {{ phone_digits('phone') }} as phone_digits
    from {{ ref('stg_crm__leads') }}
),

spellings as (
    select * from {{ ref('int_channel_spellings') }}
),

-- campaigns come from another system than leads; their ids are one
campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
    qualify row_number() over (partition by campaign_id order by source_system) = 1
),

lead_words as (
    select * from {{ ref('lead_words') }}
),

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
),

final as (
    select
        leads.source_system,
        leads.lead_id,
        coalesce(
            inflow_words.value,
            case
                when leads.campaign_id is not null then 'campaign'
                when leads.visitor_id is not null or leads.landing_url is not null
                    then 'marketing_site'
            end,
            'unknown'
        ) as inflow_channel,
        coalesce(
            nullif(spellings.channel, 'unknown'), campaign_spellings.channel, 'unknown'
        ) as stated_channel,
        {{ lower_case("coalesce(leads.tagged_source, '')") }} as source,
        {{ lower_case("coalesce(leads.tagged_medium, '')") }} as medium,
        leads.campaign_id,
        case
            when free_mail_domains.kind = 'throwaway_mail' then 'throwaway_mail'
            when free_mail_domains.kind = 'free_mail' then 'free_mail'
            when
                leads.mail_domain is not null
                and coalesce(free_mail_domains.kind, 'none') <> 'placeholder'
                then 'corporate_mail'
            when leads.phone_digits is not null then 'phone_only'
            when bool_or(coalesce(leads.email, leads.phone) is not null) over () then 'none'
            else 'unknown'
        end as contact,
        case when leads.company is null then 'none' else 'named' end as company,
        leads.mail_domain,
        leads.website_domain,
        leads.owner_id,
        leads.employees,
        leads.product_interest,
        leads.country,
        coalesce(status_words.value, 'unknown') as status,
        coalesce(reason_words.value = 'invalid', false) as is_called_invalid,
        leads.created_at,
        leads.first_contacted_at,
        leads.qualified_at,
        leads.converted_at
    from leads
    left join spellings
        on {{ channel_spelling('leads.tagged_source', 'leads.tagged_medium') }} = spellings.spelling
    left join campaigns on leads.campaign_id = campaigns.campaign_id
    left join spellings as campaign_spellings
        on {{ label_spelling('campaigns.channel') }} = campaign_spellings.spelling
    left join lead_words as inflow_words
        on
            inflow_words.field = 'inflow_channel'
            and {{ plain_words('leads.inflow_channel') }} = inflow_words.spelling
    left join lead_words as status_words
        on
            status_words.field = 'status'
            and {{ plain_words('leads.status') }} = status_words.spelling
    left join lead_words as reason_words
        on
            reason_words.field = 'rejected_reason'
            and {{ plain_words('leads.rejected_reason') }} = reason_words.spelling
    left join free_mail_domains on leads.mail_domain = free_mail_domains.domain
)

select * from final
