-- grain: one row per account and tag that is on
with account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight' and is_on
),

evidence as (
    select * from {{ ref('int_tag_evidence') }}
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

dated as (
    select
        account_tags.account_id,
        account_tags.tag,
        account_tags.is_by_hand,
        account_tags.holds_by_rule,
        coalesce(memory.on_since, {{ as_of_date() }}) as on_since
    from account_tags
    left join memory
        on account_tags.account_id = memory.account_id and account_tags.tag = memory.tag
),

final as (
    select
        dated.account_id,
        dated.tag,
        tags.dimension,
        tags.label,
        tags.label_zh,
        case when dated.is_by_hand then 'manual' else tags.origin end as origin,
        case
            when dated.is_by_hand then 'set by hand on ' || cast(settings.set_on as string)
            else evidence.evidence
        end as evidence,
        dated.on_since,
        case
            when dated.is_by_hand then settings.expires_on
            when tags.expires_days > 0 then dated.on_since + tags.expires_days
        end as expires_on,
        rules.rules_version,
        dated.is_by_hand and not coalesce(dated.holds_by_rule, false) as is_override
    from dated
    inner join tags on dated.tag = tags.tag
    cross join rules
    left join evidence
        on dated.account_id = evidence.account_id and dated.tag = evidence.tag
    left join settings
        on dated.account_id = settings.account_id and dated.tag = settings.tag
)

select * from final
