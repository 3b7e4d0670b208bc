-- grain: one row per account, moment, channel and kind of touch other than a web visit
with leads as (
    select * from {{ ref('int_lead_inflow') }}
),

campaign_members as (
    select * from {{ ref('stg_marketing__campaign_members') }}
),

campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
),

spellings as (
    select * from {{ ref('int_channel_spellings') }}
),

email_events as (
    select * from {{ ref('stg_marketing__email_events') }}
    where loaded_day <= {{ as_of_date() }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where loaded_day <= {{ as_of_date() }}
),

referrals as (
    select * from {{ ref('stg_community__referrals') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

person_keys as (
    select * from {{ ref('int_person_keys') }}
),

touch_types as (
    select * from {{ ref('touch_types') }}
    where is_touch
),

recorded as (
    select
        'lead' as touch_type,
        'created' as item,
        cast(null as string) as source_account_key,
        'lead:' || lead_id as person_key,
        cast(null as string) as other_person_key,
        stated_channel as channel,
        created_at as touched_at
    from leads
    union all
    select
        'campaign_member' as touch_type,
        campaign_members.status as item,
        cast(null as string) as source_account_key,
        'contact:' || campaign_members.contact_id as person_key,
        'lead:' || campaign_members.lead_id as other_person_key,
        spellings.channel,
        campaign_members.occurred_at as touched_at
    from campaign_members
    left join campaigns
        on
            campaign_members.source_system = campaigns.source_system
            and campaign_members.campaign_id = campaigns.campaign_id
    left join spellings on {{ label_spelling('campaigns.channel') }} = spellings.spelling
    union all
    select
        'email_event' as touch_type,
        event_type as item,
        cast(null as string) as source_account_key,
        'contact:' || contact_id as person_key,
        'mail:' || {{ email_key('email') }} as other_person_key,
        cast(null as string) as channel,
        occurred_at as touched_at
    from email_events
    union all
    select
        'activity' as touch_type,
        activity_type as item,
        source_account_key,
        'contact:' || contact_id as person_key,
        'lead:' || lead_id as other_person_key,
        cast(null as string) as channel,
        occurred_at as touched_at
    from activities
    union all
    select
        'referral' as touch_type,
        'made' as item,
        referred_source_account_key as source_account_key,
        cast(null as string) as person_key,
        'lead:' || referred_lead_id as other_person_key,
        cast(null as string) as channel,
        referred_at as touched_at
    from referrals
),

final as (
    select distinct
        coalesce(
            identity.account_id, person_keys.account_id, other_person_keys.account_id
        ) as account_id,
        recorded.touch_type,
        recorded.item,
        coalesce(nullif(touch_types.channel, '(own)'), recorded.channel, 'unknown') as channel,
        recorded.touched_at
    from recorded
    inner join touch_types
        on recorded.touch_type = touch_types.touch_type and recorded.item = touch_types.item
    left join identity on recorded.source_account_key = identity.source_account_key
    left join person_keys on recorded.person_key = person_keys.person_key
    left join person_keys as other_person_keys
        on recorded.other_person_key = other_person_keys.person_key
)

select * from final
