-- Names every status of a lead that seeds/mappings/lead_words.csv does not know. Such leads count
-- as open: add a row.
{{ config(severity='warn') }}

select
    leads.status as spelling,
    count(*) as leads
from {{ ref('stg_crm__leads') }} as leads
left join {{ ref('lead_words') }} as lead_words
    on lead_words.field = 'status' and {{ plain_words('leads.status') }} = lead_words.spelling
where leads.status is not null and lead_words.spelling is null
group by leads.status
