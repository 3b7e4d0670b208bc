-- Nobody is in an audience who said no to its purpose at the time of that yes or later, as the feed
-- tells it by contact id or mail; and every audience is for a segment or tag that exists.
with refusals as (
    select * from {{ ref('stg_privacy__consent_events') }}
    where not is_granted
),

audiences as (
    select
        audiences.*,
        contacts.email
    from {{ ref('fct_audiences') }} as audiences
    inner join {{ ref('stg_crm__contacts') }} as contacts
        on
            audiences.source_system = contacts.source_system
            and audiences.contact_id = contacts.contact_id
),

tags as (
    select
        'tag' as model,
        tag
    from {{ ref('tags') }}
)

select
    audiences.audience,
    audiences.contact_id as problem
from audiences
inner join refusals
    on
        audiences.purpose = refusals.purpose
        and audiences.contact_id = refusals.contact_id
        and audiences.consented_at <= refusals.occurred_at
union all
select
    audiences.audience,
    audiences.contact_id as problem
from audiences
inner join refusals
    on
        audiences.purpose = refusals.purpose
        and lower(trim(audiences.email)) = lower(trim(refusals.email))
        and audiences.consented_at <= refusals.occurred_at
union all
select
    audiences.audience,
    'no such segment' as problem
from {{ ref('audiences') }} as audiences
left join {{ ref('segment_plays') }} as segments
    on audiences.model = segments.model and audiences.segment = segments.segment
left join tags
    on audiences.model = tags.model and audiences.segment = tags.tag
where segments.segment is null and tags.tag is null
