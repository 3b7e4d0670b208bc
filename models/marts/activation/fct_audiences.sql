-- grain: one row per audience and contact
with audiences as (
    select * from {{ ref('audiences') }}
),

segments as (
    select * from {{ ref('int_segment_members') }}
),

tags as (
    select * from {{ ref('customer_tags') }}
),

members as (
    select
        account_id,
        model,
        segment
    from segments
    union all
    select
        account_id,
        'tag' as model,
        tag as segment
    from tags
),

contacts as (
    select * from {{ ref('dim_contacts') }}
),

consents as (
    select * from {{ ref('int_consents') }}
    where person_type = 'contact' and is_granted
),

-- only who can be reached and said yes to this purpose; who was never asked did not
final as (
    select
        audiences.audience,
        contacts.contact_id,
        contacts.source_system,
        contacts.account_id,
        audiences.purpose,
        cast(consents.answered_at as timestamp) as consented_at,
        audiences.owner,
        audiences.label,
        audiences.label_zh
    from audiences
    inner join members
        on audiences.model = members.model and audiences.segment = members.segment
    inner join contacts on members.account_id = contacts.account_id
    inner join consents
        on
            contacts.source_system = consents.source_system
            and contacts.contact_id = consents.person_id
            and audiences.purpose = consents.purpose
    where contacts.is_reachable
)

select * from final
