-- grain: one row per rule set (tonight, last_night), tag, group and condition
with tags as (
    select * from {{ ref('tags') }}
    where is_active
),

tag_conditions as (
    select * from {{ ref('tag_conditions') }}
),

past as (
    select * from {{ source('state', 'fct_tag_rules') }}
    where as_of_date < {{ as_of_date() }}
),

-- A tag that is meant for one industry asks for it in each of its groups. One that only people set
-- has a condition that nobody meets.
conditions as (
    select
        'tonight' as rule_set,
        tag_conditions.tag,
        tag_conditions.any_of_group,
        tag_conditions.condition_no,
        tag_conditions.metric,
        tag_conditions.operator,
        tag_conditions.value
    from tag_conditions
    inner join tags on tag_conditions.tag = tags.tag
    where tags.origin <> 'manual'
    union all
    select distinct
        'tonight' as rule_set,
        tags.tag,
        tag_conditions.any_of_group,
        0 as condition_no,
        'industry' as metric,
        '=' as operator,
        tags.industry as value
    from tags
    inner join tag_conditions on tags.tag = tag_conditions.tag
    where tags.origin <> 'manual' and tags.industry <> 'all'
    union all
    select
        'tonight' as rule_set,
        tag,
        1 as any_of_group,
        1 as condition_no,
        'set_by_hand' as metric,
        'is_known' as operator,
        '-' as value
    from tags
    where origin = 'manual'
    union all
    select
        'last_night' as rule_set,
        tag,
        any_of_group,
        condition_no,
        metric,
        operator,
        value
    from past
    where as_of_date = (select max(latest.as_of_date) from past as latest)
),

spelled_out as (
    select
        rule_set,
        tag,
        {{ list_text(
            "cast(any_of_group as string) || '|' || cast(condition_no as string) || '|' || metric"
            " || '|' || operator || '|' || value"
        ) }} as rule_text
    from conditions
    group by rule_set, tag
),

-- a rule that stands alone with its text has no twin in the other set
compared as (
    select
        rule_set,
        tag,
        count(*) over (partition by tag, rule_text) = 1 as is_changed
    from spelled_out
),

final as (
    select
        conditions.rule_set,
        conditions.tag,
        conditions.any_of_group,
        conditions.condition_no,
        conditions.metric,
        conditions.operator,
        conditions.value,
        compared.is_changed
    from conditions
    inner join compared
        on conditions.rule_set = compared.rule_set and conditions.tag = compared.tag
)

select * from final
