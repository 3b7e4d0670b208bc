-- Rules of tags that would make wrong tags without a word. Fails with one row per mistake.
with tags as (
    select * from {{ ref('tags') }}
),

tag_conditions as (
    select * from {{ ref('tag_conditions') }}
),

tag_operators as (
    select * from {{ ref('tag_operators') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

tag_precedence as (
    select * from {{ ref('tag_precedence') }}
),

placed as (
    select * from {{ ref('int_tag_rules') }}
),

conditions as (
    select
        tag_conditions.*,
        tag_conditions.tag || ' ' || cast(tag_conditions.condition_no as string) as place,
        tag_operators.compares,
        metrics.unit = 'category' as is_category,
        tag_conditions.operator in ('is_known', 'is_unknown') as is_about_knowing
    from tag_conditions
    inner join tag_operators on tag_conditions.operator = tag_operators.operator
    inner join metrics on tag_conditions.metric = metrics.metric
),

mistakes as (
    select 'no condition: ' || tags.tag as mistake
    from tags
    left join tag_conditions on tags.tag = tag_conditions.tag
    where tags.is_active and tags.origin <> 'manual' and tag_conditions.tag is null
    union all
    select 'a tag that only people set has no conditions: ' || tags.tag as mistake
    from tags
    inner join tag_conditions on tags.tag = tag_conditions.tag
    where tags.origin = 'manual'
    union all
    select 'a number cannot be read: ' || place as mistake
    from conditions
    where
        not is_category
        and not is_about_knowing
        and try_cast(value as decimal(28, 6)) is null
    union all
    select 'an operator for words over a number: ' || place as mistake
    from conditions
    where compares = 'words' and not is_category
    union all
    select 'an operator for numbers over words: ' || place as mistake
    from conditions
    where compares = 'numbers' and is_category
    union all
    select 'a value of its own for what has none, or none: ' || place as mistake
    from conditions
    where is_about_knowing <> (value = '-')
    union all
    select 'a blank in a list of words: ' || place as mistake
    from conditions
    where compares = 'words' and (value like '%; %' or value like '% ;%')
    union all
    select 'days below 0: ' || tag as mistake
    from tags
    where expires_days < 0
    union all
    select 'three origins have a precedence' as mistake
    from tag_precedence
    having count(*) <> 3
    union all
    select 'more than 22 conditions: ' || tag as mistake
    from placed
    group by tag, rule_set
    having count(*) > 22
    union all
    select 'two conditions in one place: ' || min(tag) as mistake
    from placed
    group by word_no, condition_bit
    having count(*) > 1
)

select mistake from mistakes
