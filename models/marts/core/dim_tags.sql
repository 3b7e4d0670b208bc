-- grain: one row per tag
with tags as (
    select * from {{ ref('tags') }}
),

conditions as (
    select * from {{ ref('tag_conditions') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

operators as (
    select * from {{ ref('tag_operators') }}
),

worded as (
    select
        conditions.tag,
        conditions.any_of_group,
        conditions.condition_no,
        concat_ws(
            ' ', metrics.label, operators.label, nullif(replace(conditions.value, ';', ', '), '-')
        ) as words,
        concat_ws(
            ' ',
            metrics.label_zh,
            operators.label_zh,
            nullif(replace(conditions.value, ';', '、'), '-')
        ) as words_zh
    from conditions
    inner join metrics on conditions.metric = metrics.metric
    inner join operators on conditions.operator = operators.operator
),

any_of_groups as (
    select
        tag,
        any_of_group,
        {{ joined_text('words', ' and ', 'condition_no') }} as words,
        {{ joined_text('words_zh', ' 且 ', 'condition_no') }} as words_zh
    from worded
    group by tag, any_of_group
),

rules as (
    select
        tag,
        {{ joined_text('words', '; or ', 'any_of_group') }} as words,
        {{ joined_text('words_zh', '；或 ', 'any_of_group') }} as words_zh
    from any_of_groups
    group by tag
),

final as (
    select
        tags.tag,
        tags.dimension,
        tags.label,
        tags.label_zh,
        case
            when tags.origin = 'manual' then 'Set by hand only'
            else rules.words || case
                when tags.industry = 'all' then '' else ', in the industry ' || tags.industry
            end
        end as rule_in_words,
        case
            when tags.origin = 'manual' then '仅人工标注'
            else rules.words_zh || case
                when tags.industry = 'all' then '' else '，限行业：' || tags.industry
            end
        end as rule_in_words_zh,
        tags.owner,
        tags.origin,
        tags.industry,
        cast(tags.expires_days as int) as expires_days,
        tags.is_active
    from tags
    left join rules on tags.tag = rules.tag
)

select * from final
