-- grain: one row per account that a lead with a known channel led to: the channel of the first one
with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

campaigns as (
    select
        campaign_id,
        min_by({{ lower_case('channel') }}, source_system) as channel
    from {{ ref('stg_marketing__campaigns') }}
    group by campaign_id
),

spend as (
    select * from {{ ref('stg_marketing__spend') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

spend_channels as (
    select distinct {{ lower_case('channel') }} as channel
    from spend
),

-- Spend names its channels in words of its own: the campaign's, `source / medium` or the source.
named as (
    select
        identity.account_id,
        leads.source_system,
        leads.lead_id,
        leads.created_at,
        campaigns.channel as campaign_channel,
        {{ lower_case("leads.source || ' / ' || leads.medium") }} as source_and_medium,
        {{ lower_case('leads.source') }} as source_alone
    from leads
    inner join identity on leads.converted_source_account_key = identity.source_account_key
    left join campaigns on leads.campaign_id = campaigns.campaign_id
),

found as (
    select
        named.*,
        coalesce(
            by_campaign.channel, by_source_and_medium.channel, by_source.channel
        ) as channel
    from named
    left join spend_channels as by_campaign on named.campaign_channel = by_campaign.channel
    left join spend_channels as by_source_and_medium
        on named.source_and_medium = by_source_and_medium.channel
    left join spend_channels as by_source on named.source_alone = by_source.channel
),

final as (
    select
        account_id,
        channel
    from found
    where channel is not null
    qualify
        row_number() over (
            partition by account_id
            order by created_at asc nulls last, source_system asc, lead_id asc
        ) = 1
)

select * from final
