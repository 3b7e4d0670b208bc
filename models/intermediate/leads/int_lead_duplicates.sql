-- grain: one row per lead that shares a key with another, with the first lead of the person
with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

numbered as (
    select
        source_system,
        lead_id,
        {{ email_key('email') }} as mail,
        {{ phone_digits('phone') }} as phone,
        {{ lower_case("trim(company) || '|' || trim(full_name)") }} as company_and_name,
        row_number() over (order by created_at asc, source_system asc, lead_id asc) as lead_no
    from leads
),

lead_keys as (
    select
        lead_no,
        'mail|' || mail as person_key
    from numbered
    where mail is not null
    union all
    select
        lead_no,
        'phone|' || phone as person_key
    from numbered
    where phone is not null
    union all
    select
        lead_no,
        'name|' || company_and_name as person_key
    from numbered
    where company_and_name is not null
),

-- the number of a switchboard or an address like info@ is nobody's own
links as (
    select
        lead_no as record_no,
        min(lead_no) over (partition by person_key) as other_record_no
    from lead_keys
    qualify
        count(*) over (partition by person_key) between 2 and {{ lead_rule('duplicate_key_leads') }}
),

{{ linked_groups('links', var('identity_rounds')) }},

final as (
    select
        numbered.source_system,
        numbered.lead_id,
        first_leads.lead_id as first_lead_id,
        numbered.lead_no <> first_leads.lead_no as is_duplicate
    from linked_groups
    inner join numbered on linked_groups.record_no = numbered.lead_no
    inner join numbered as first_leads on linked_groups.first_record_no = first_leads.lead_no
)

select * from final
