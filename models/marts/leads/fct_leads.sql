-- grain: one row per lead
with leads as (
    select * from {{ ref('int_lead_inflow') }}
),

inflow_rules as (
    select * from {{ ref('inflow_rules') }}
),

kinds as (
    select distinct
        account_type,
        duplicate,
        contact,
        company,
        inflow_channel,
        channel_level
    from leads
),

-- of the rules that fit, the one of the lowest priority decides
decided as (
    select
        kinds.*,
        inflow_rules.rule,
        inflow_rules.action,
        inflow_rules.is_usable
    from kinds
    inner join inflow_rules
        on
            inflow_rules.account_type in ('%', kinds.account_type)
            and inflow_rules.duplicate in ('%', kinds.duplicate)
            and inflow_rules.contact in ('%', kinds.contact)
            and inflow_rules.company in ('%', kinds.company)
            and inflow_rules.inflow_channel in ('%', kinds.inflow_channel)
            and inflow_rules.channel_level in ('%', kinds.channel_level)
    qualify row_number() over (
        partition by
            kinds.account_type,
            kinds.duplicate,
            kinds.contact,
            kinds.company,
            kinds.inflow_channel,
            kinds.channel_level
        order by inflow_rules.priority asc, inflow_rules.rule asc
    ) = 1
),

final as (
    select
        leads.lead_id,
        leads.account_id,
        leads.inflow_channel,
        leads.channel,
        leads.last_touch_channel,
        decided.action as inflow_decision,
        decided.rule as inflow_rule,
        leads.duplicate_of_lead_id,
        leads.created_at,
        leads.first_contacted_at,
        leads.qualified_at,
        leads.won_at,
        decided.is_usable and not leads.is_called_invalid as is_usable,
        leads.source_system,
        leads.stated_channel,
        leads.campaign_id,
        leads.contact as contact_kind,
        leads.status,
        {{ local_date('leads.created_at') }} as created_on,
        {{ double_to_amount(
            '(' ~ epoch_micros('leads.first_contacted_at')
            ~ ' - ' ~ epoch_micros('leads.created_at') ~ ') / 3600000000e0'
        ) }} as hours_to_contact
    from leads
    left join decided
        on
            leads.account_type = decided.account_type
            and leads.duplicate = decided.duplicate
            and leads.contact = decided.contact
            and leads.company = decided.company
            and leads.inflow_channel = decided.inflow_channel
            and leads.channel_level = decided.channel_level
)

select * from final
