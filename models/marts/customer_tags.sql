-- grain: one row per account and tag that is on
with by_rule as (
    select * from {{ ref('int_tag_evidence') }}
),

by_hand as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight' and is_on and is_by_hand
),

settings as (
    select * from {{ ref('int_tag_settings') }}
),

memory as (
    select * from {{ ref('int_tag_memory') }}
    where state = 'on'
),

tags as (
    select * from {{ ref('tags') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'tags'
),

explained as (
    select
        account_id,
        tag,
        evidence,
        false as is_by_hand,
        false as is_override,
        cast(null as date) as set_until
    from by_rule
    union all
    select
        by_hand.account_id,
        by_hand.tag,
        'set by hand on ' || cast(settings.set_on as string) as evidence,
        true as is_by_hand,
        not coalesce(by_hand.holds_by_rule, false) as is_override,
        settings.expires_on as set_until
    from by_hand
    left join settings
        on by_hand.account_id = settings.account_id and by_hand.tag = settings.tag
),

dated as (
    select
        explained.*,
        coalesce(memory.on_since, {{ as_of_date() }}) as on_since
    from explained
    left join memory
        on explained.account_id = memory.account_id and explained.tag = memory.tag
),

final as (
    select
        dated.account_id,
        dated.tag,
        tags.dimension,
        tags.label,
        tags.label_zh,
        case when dated.is_by_hand then 'manual' else tags.origin end as origin,
        dated.evidence,
        dated.on_since,
        case
            when dated.is_by_hand then dated.set_until
            when tags.expires_days > 0 then dated.on_since + tags.expires_days
        end as expires_on,
        rules.rules_version,
        dated.is_override
    from dated
    inner join tags on dated.tag = tags.tag
    cross join rules
)

select * from final
